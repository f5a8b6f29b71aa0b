# SPDX-License-Identifier: GPL-3.0-or-later
"""SM2 read from GB/T 32918 and written plainly, to hold the library against; slow, and never for a secret."""

from cryptography.hazmat.primitives.hashes import SM3, Hash

Point = tuple[int, int] | None

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)


def sm3(data: bytes) -> bytes:
    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize()


def add(p: Point, q: Point) -> Point:
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and (p[1] + q[1]) % P == 0:
        return None
    slope = (3 * p[0] ** 2 + A) * pow(2 * p[1], -1, P) if p == q else (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope**2 - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def times(scalar: int, point: Point) -> tuple[int, int]:
    result: Point = None
    for bit in f"{scalar:b}":
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    assert result is not None
    return result


def raw(number: int) -> bytes:
    return number.to_bytes(32, "big")


def joined(point: tuple[int, int]) -> bytes:
    return raw(point[0]) + raw(point[1])


def stretched(secret: bytes, length: int) -> bytes:
    """The key derivation of part 4, 5.4.3."""
    blocks = [sm3(secret + counter.to_bytes(4, "big")) for counter in range(1, length // 32 + 2)]
    return b"".join(blocks)[:length]


def mixed(data: bytes, with_: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(data, with_, strict=True))


def encrypted(plaintext: bytes, public: tuple[int, int], nonce: int) -> bytes:
    """Part 4, 6.1, as C1, C3, C2."""
    shared = times(nonce, public)
    c2 = mixed(plaintext, stretched(joined(shared), len(plaintext)))
    return b"\x04" + joined(times(nonce, G)) + sm3(raw(shared[0]) + plaintext + raw(shared[1])) + c2


def decrypted(ciphertext: bytes, private: int) -> bytes:
    """Part 4, 7.1."""
    c1, c3, c2 = ciphertext[1:65], ciphertext[65:97], ciphertext[97:]
    shared = times(private, (int.from_bytes(c1[:32], "big"), int.from_bytes(c1[32:], "big")))
    plaintext = mixed(c2, stretched(joined(shared), len(c2)))
    assert c3 == sm3(raw(shared[0]) + plaintext + raw(shared[1]))
    return plaintext


def message_digest(data: bytes, public: tuple[int, int], identity: bytes = b"1234567812345678") -> int:
    """Part 2, 5.5 and 6.1: e."""
    z = sm3((8 * len(identity)).to_bytes(2, "big") + identity + raw(A) + raw(B) + joined(G) + joined(public))
    return int.from_bytes(sm3(z + data), "big")


def signed(data: bytes, private: int, nonce: int) -> bytes:
    """Part 2, 6.1: r and s."""
    r = (message_digest(data, times(private, G)) + times(nonce, G)[0]) % N
    s = pow(1 + private, -1, N) * (nonce - r * private) % N
    return raw(r) + raw(s)


def holds(signature: bytes, data: bytes, public: tuple[int, int]) -> bool:
    """Part 2, 7.1."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    point = add(times(s, G), times((r + s) % N, public))
    assert point is not None
    return (message_digest(data, public) + point[0]) % N == r
