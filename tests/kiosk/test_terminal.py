# SPDX-License-Identifier: GPL-3.0-or-later
"""`terminal.toml`: what a good one says, and how each mistake in one is told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.terminal import Device, TerminalFileError, load_terminal
from kiosk.words import Words

GOOD = """\
# the terminal in the village hall
[terminal]
id = "4452-0137"
division = "445202003201"
place = { hans = "东阳村便民服务站", hant = "東陽村便民服務站", en = "Dongyang village hall" }

[platform]
url = "https://platform.example.gov.cn/ebus"
credentials = "/etc/kiosk/credentials"

[devices.id_reader]
driver = "sdt"
port = "/dev/ttyUSB0"
baud = 57600

[devices.receipt_printer]
driver = "escpos"
port = "socket://127.0.0.1:9100"
width = 384
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "terminal.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def id_reader(port: str, baud: int) -> Device:
    return Device("id_reader", "sdt", {"port": port, "baud": baud, "set_baud": False, "photo_decoder": ""})


def receipt_printer(port: str, width: int, baud: int = 115200) -> Device:
    settings = {"port": port, "model": "generic-80", "width": width, "baud": baud, "text": "picture"}
    return Device("receipt_printer", "escpos", settings)


def complaint(folder: Path, text: str | bytes) -> str:
    """What the technician reads, without the folder."""
    with pytest.raises(TerminalFileError) as caught:
        load_terminal(written(folder, text))
    message = str(caught.value)
    if caught.value.line is not None:
        assert f"terminal.toml line {caught.value.line}: " in message
    return message.removeprefix(f"{folder}/")


def test_good_file(tmp_path: Path) -> None:
    """Lost: the terminal does not know who it is, where its platform is, or what is plugged into it."""
    terminal = load_terminal(written(tmp_path, GOOD))
    assert (terminal.id, terminal.division) == ("4452-0137", "445202003201")
    assert terminal.place == Words("东阳村便民服务站", "東陽村便民服務站", "Dongyang village hall")
    assert terminal.platform.url == "https://platform.example.gov.cn/ebus"
    assert terminal.platform.credentials == Path("/etc/kiosk/credentials")
    assert terminal.devices == {
        "id_reader": id_reader("/dev/ttyUSB0", 57600),
        "receipt_printer": receipt_printer("socket://127.0.0.1:9100", 384),
    }


def test_defaults(tmp_path: Path) -> None:
    """Lost: a terminal with no device yet, or with a place in one language, cannot be set up."""
    text = GOOD[: GOOD.index("[devices.id_reader]")].replace(
        '{ hans = "东阳村便民服务站", hant = "東陽村便民服務站", en = "Dongyang village hall" }', '"东阳村"'
    )
    terminal = load_terminal(written(tmp_path, text.replace('"/etc/kiosk/credentials"', '"credentials"')))
    assert terminal.devices == {}
    assert terminal.place == Words.same("东阳村")
    assert terminal.platform.credentials == tmp_path / "credentials"
    text += '[devices.id_reader]\ndriver = "sdt"\nport = "/dev/ttyUSB0"\n'
    assert load_terminal(written(tmp_path, text)).devices["id_reader"] == id_reader("/dev/ttyUSB0", 115200)


@pytest.mark.parametrize(
    "port",
    ["/dev/ttyS0", "/dev/pts/4", "socket://10.0.0.7:9100", "socket://[::1]:9100", "spy:///dev/ttyUSB0?file=/tmp/wire"],
)
def test_every_address_of_a_reader_is_taken(tmp_path: Path, port: str) -> None:
    """Lost: a reader behind a network adapter, or a wire being recorded, cannot be named in the file."""
    text = GOOD.replace('"/dev/ttyUSB0"', f'"{port}"')
    assert load_terminal(written(tmp_path, text)).devices["id_reader"] == id_reader(port, 57600)


@pytest.mark.parametrize(
    "port", ["rfc2217://127.0.0.1:2217", "spy:///dev/ttyUSB0", "spy://socket://127.0.0.1:9100", "nonsense://x"]
)
def test_an_address_that_the_readers_driver_refuses_is_told_with_its_line(tmp_path: Path, port: str) -> None:
    """Lost: the engine would end at each start, without a word about the line that is wrong."""
    text = GOOD.replace('"/dev/ttyUSB0"', f'"{port}"')
    said = complaint(tmp_path, text)
    assert said.startswith("terminal.toml line 13: devices.id_reader.port must be a text such as"), said
    assert port in said


@pytest.mark.parametrize(
    "port",
    ["/dev/usb/lp0", "socket://10.0.0.7:9100", "spy:///dev/ttyS1?file=/tmp/wire", "rfc2217://127.0.0.1:2217",
     "hwgrep://1a86:7523", "usb://0416:5011", "usb://04B8:0E28?serial=J5BF001234"],
)  # fmt: skip
def test_every_address_of_a_printer_is_taken(tmp_path: Path, port: str) -> None:
    """Lost: a printer behind a serial server cannot be named in the file."""
    text = GOOD.replace('"socket://127.0.0.1:9100"', f'"{port}"')
    assert load_terminal(written(tmp_path, text)).devices["receipt_printer"] == receipt_printer(port, 384)


def test_a_wire_is_spied_on_into_a_file_only(tmp_path: Path) -> None:
    """Lost: what is printed for citizens stands in the terminal's log, because a technician left a word out."""
    said = complaint(tmp_path, GOOD.replace('"socket://127.0.0.1:9100"', '"spy:///dev/ttyS1"').encode())
    assert "devices.receipt_printer.port" in said


def test_a_printers_speed_is_taken(tmp_path: Path) -> None:
    """Lost: a serial printer that is set to another speed than 115200 prints nothing, whatever the file says."""
    text = GOOD.replace("width = 384", "width = 384\nbaud = 9600")
    assert load_terminal(written(tmp_path, text)).devices["receipt_printer"] == receipt_printer(
        "socket://127.0.0.1:9100", 384, 9600
    )


@pytest.mark.parametrize("how", ["crlf", "byte order mark"])
def test_files_saved_on_windows(tmp_path: Path, how: str) -> None:
    """Lost: a file edited in Windows' Notepad is refused for bytes that nobody can see."""
    data = GOOD.replace("\n", "\r\n").encode() if how == "crlf" else b"\xef\xbb\xbf" + GOOD.encode()
    assert load_terminal(written(tmp_path, data)).id == "4452-0137"
    wrong = data.replace(b'"4452-0137"', b'"4452"')
    assert complaint(tmp_path, wrong).startswith("terminal.toml line 3: terminal.id must be")


@pytest.mark.parametrize(
    ("found", "instead", "line", "says"),
    [
        ('"4452-0137"', "4452-0137", 3, 'texts in "quotes", found "id = 4452-0137"'),
        ('"4452-0137"', '"4452-0137', 3, 'found "id = "4452-0137"'),
        ('"4452-0137"', '"4452-013"', 3, 'terminal.id must be a text such as "4452-0137", found "4452-013"'),
        ('"4452-0137"', '"٤٤٥٢-٠١٣٧"', 3, "terminal.id must be"),
        ('"4452-0137"', '"4452-0137\\n"', 3, "terminal.id must be"),
        ('id = "4452-0137"\n', "", 2, '[terminal] has no "id"; expected a text such as "4452-0137"'),
        ("id =", "ID =", 3, "terminal.ID is unknown; known here: id, division, place"),
        ('"445202003201"', "445202003201", 4, 'a text of 12 digits such as "445202003201", found 445202003201'),
        ('"445202003201"', '"4452"', 4, "terminal.division must be a text of 12 digits"),
        ("division", "divsion", 4, 'terminal.divsion is unknown; did you mean "division"?'),
        ('en = "D', 'eng = "D', 5, 'terminal.place.eng is unknown; did you mean "en"?'),
        ('hans = "东阳村便民服务站", ', "", 5, '[terminal.place] has no "hans"'),
        ("{ hans", '{ fr = "mairie", hans', 5, "terminal.place.fr is unknown; known here: hans, hant, en"),
        ("[platform]", "[platfrom]", 7, 'platfrom is unknown; did you mean "platform"?'),
        ("[platform]", "[terminal]", 7, 'found "[terminal]"'),
        ('"https://platform.example', '"http://platform.example', 8, "platform.url must be an address such as"),
        ('"https://platform.example', '"platform.example', 8, "platform.url must be"),
        ('gov.cn/ebus"', 'gov.cn/ebus?token=1"', 8, "platform.url must be"),
        ('"https://platform', '"https://[platform', 8, "platform.url must be"),
        ('"/etc/kiosk/credentials"', "true", 9, "platform.credentials must be a path such as"),
        ("[devices.id_reader]", "[devices.id_raeder]", 11, 'devices.id_raeder is unknown; did you mean "id_reader"?'),
        ("[devices.id_reader]", "[devices.oven]", 11, "devices.oven is unknown; known here: id_reader, social_card"),
        ('driver = "sdt"', 'driver = "stdt"', 12, 'devices.id_reader.driver must be "sdt", found "stdt"'),
        ('driver = "sdt"\n', "", 11, '[devices.id_reader] has no "driver"; expected "sdt"'),
        ('"/dev/ttyUSB0"', "12", 13, 'devices.id_reader.port must be a text such as "/dev/ttyUSB0"'),
        ('"/dev/ttyUSB0"', '"ttyUSB0"', 13, 'found "ttyUSB0"'),
        ('"/dev/ttyUSB0"', r'"/dev/tty\u0000"', 13, "devices.id_reader.port must be a text such as"),
        ('"/dev/ttyUSB0"', "{ a = 1 }", 13, "found a table"),
        ('"/dev/ttyUSB0"', "[\n1,\n2]", 13, "found a list"),
        ('"socket://127.0.0.1:9100"', '"socket://127.0.0.1"', 18, "devices.receipt_printer.port must be"),
        ('"socket://127.0.0.1:9100"', '"sokcet://127.0.0.1:9100"', 18, "devices.receipt_printer.port must be"),
        ('"socket://127.0.0.1:9100"', '"usb://416:5011"', 18, "devices.receipt_printer.port must be"),
        ("width = 384", 'model = "tm-t88"', 19, "devices.receipt_printer.model must be one of generic-80, generic-58"),
        ("width = 384", "baud = 14400", 19, "devices.receipt_printer.baud must be one of 9600, 19200"),
        ('"socket://127.0.0.1:9100"', '"socket://127.0.0.1:99999"', 18, "devices.receipt_printer.port must be"),
        ("port = ", "prot = ", 13, 'devices.id_reader.prot is unknown; did you mean "port"?'),
        ("57600", "56000", 14, "devices.id_reader.baud must be one of 9600, 19200, 38400, 57600, 115200, found 56000"),
        ("57600", "true", 14, "found true"),
        ("384", '"80 mm"', 19, 'devices.receipt_printer.width must be a multiple of 8 from 256 to 1024'),
        ("384", "385", 19, "found 385"),
        ("384", "384\n[[services]]", 20, 'services is unknown; did you mean "devices"?'),
        (GOOD[GOOD.index("[devices.id") : GOOD.index("[devices.rec")], "[devices]\nid_reader = 3\n", 12, "found 3"),
        ("384", '"""\n80\n', 19, 'found "width = """'),
        ("57600", "[1,\n2,,\n3]", 15, 'found "2,,"'),
        ("384", "9" * 9000, 19, 'found "width = 999'),
        ("384", "[" * 9000, 19, 'found "width = [[['),
    ],
)  # fmt: skip
def test_mistakes_name_their_line(tmp_path: Path, found: str, instead: str, line: int, says: str) -> None:
    """Lost: a technician in a village with a file that does not work, and no word on which line or why."""
    assert found in GOOD
    message = complaint(tmp_path, GOOD.replace(found, instead, 1))
    assert message.startswith(f"terminal.toml line {line}: "), message
    assert says in message
    assert len(message) < 300


def test_missing_table(tmp_path: Path) -> None:
    """Lost: an empty or half-copied file is told apart from a good one only by a crash."""
    assert complaint(tmp_path, "") == "terminal.toml line 1: the file has no [terminal]; expected a table"
    assert "has no [platform]" in complaint(tmp_path, GOOD[: GOOD.index("[platform]")])


def test_not_utf8(tmp_path: Path) -> None:
    """Lost: a file that an editor saved in GB 18030 stops the terminal with a decoder's words."""
    message = complaint(tmp_path, GOOD.encode("gb18030"))
    assert message == "terminal.toml line 5: is not UTF-8; save the file as UTF-8 in the editor"


def test_not_readable(tmp_path: Path) -> None:
    """Lost: a wrong --terminal path ends in a traceback."""
    with pytest.raises(TerminalFileError, match=r"nowhere\.toml: cannot be read: No such file or directory"):
        load_terminal(tmp_path / "nowhere.toml")
    with pytest.raises(TerminalFileError, match="cannot be read: Is a directory"):
        load_terminal(tmp_path)


@given(
    cut=st.integers(0, len(GOOD)),
    drop=st.integers(0, 40),
    put=st.one_of(st.text(max_size=20), st.sampled_from(list("[]{}=\"'#\n\\.")), st.binary(max_size=8)),
)
def test_any_damage_is_told(tmp_path_factory: pytest.TempPathFactory, cut: int, drop: int, put: str | bytes) -> None:
    """Lost: some slip of the keyboard makes the terminal fail with a traceback and no line."""
    data = put if isinstance(put, bytes) else put.encode("utf-8", "surrogatepass")
    path = written(tmp_path_factory.getbasetemp(), GOOD.encode()[:cut] + data + GOOD.encode()[cut + drop :])
    line = 1
    try:
        load_terminal(path)
    except TerminalFileError as error:
        line = error.line or 0
    assert 1 <= line <= path.read_bytes().count(b"\n") + 1


def test_the_copy_of_the_queue_has_a_place_of_its_own(tmp_path: Path) -> None:
    """Lost: the copy on the second disk; one on a path that means another folder each time would not be found again."""
    assert load_terminal(written(tmp_path, GOOD)).copy is None
    text = GOOD.replace("[platform]", 'copy = "/mnt/second/kiosk"\n[platform]')
    assert load_terminal(written(tmp_path, text)).copy == Path("/mnt/second/kiosk")
    said = complaint(tmp_path, text.replace("/mnt/second", "second").encode())
    assert 'terminal.copy must be a path such as "/mnt/second/kiosk", found "second/kiosk"' in said
