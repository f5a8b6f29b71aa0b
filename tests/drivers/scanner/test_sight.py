# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a code before a camera is read twice, never, or as what one blurred look made of it."""

from __future__ import annotations

from drivers.scanner.sight import Sight

SECRET = b"e-id:445202:9f3c"


def test_a_code_is_new_once_until_it_has_been_away() -> None:
    sight = Sight(1.5)
    sight.begin(0)
    times = (1.0, 1.1, 2.5, 3.9, 5.5, 5.6)
    assert [sight.is_new(SECRET, at, before=False, sure=True) for at in times] == [True, *[False] * 3, True, False]


def test_what_was_seen_before_the_scan_listens_is_not_new() -> None:
    sight = Sight(1.5)
    sight.begin(0)
    assert not sight.is_new(SECRET, 0.1, before=True, sure=True)
    assert not sight.is_new(SECRET, 0.3, before=False, sure=True)
    assert sight.is_new(b"other", 0.3, before=False, sure=True)
    assert sight.is_new(SECRET, 2.0, before=False, sure=True)


def test_the_next_scan_remembers_what_was_seen_a_moment_ago_and_no_more() -> None:
    for pause, new in ((1.0, False), (60.0, True)):
        sight = Sight(1.5)
        sight.begin(0)
        assert sight.is_new(SECRET, 1, before=False, sure=True)
        sight.begin(1 + pause)
        assert sight.is_new(SECRET, 1.4 + pause, before=False, sure=True) is new


def test_a_kind_without_error_correction_has_to_be_seen_twice() -> None:
    """One look at a bar code can give another number; two looks do not give the same wrong one."""
    sight = Sight(1.5)
    sight.begin(0)
    assert not sight.is_new(b"6901234567892", 1.0, before=False, sure=False)
    assert not sight.is_new(b"6901234567885", 1.1, before=False, sure=False)
    assert sight.is_new(b"6901234567892", 1.2, before=False, sure=False)
    assert not sight.is_new(b"6901234567892", 1.3, before=False, sure=False)


def test_no_code_is_kept_and_not_many_are_remembered() -> None:
    sight = Sight(1.5)
    sight.begin(0)
    for number in range(1000):
        sight.is_new(SECRET + str(number).encode(), 1.0, before=False, sure=bool(number % 2))
    assert SECRET not in repr(vars(sight)).encode()
    assert len(sight._seen) <= 64
    assert len(sight._once) <= 64
