# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, one damaged byte ends the thread of a device, holds the terminal up or fills its memory."""

from __future__ import annotations

import gc
import time
import tracemalloc
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.inputs import chance, changed_by, hostile, inputs
from tests.fuzz.parser import Parser
from tests.fuzz.parsers import PARSERS

every_parser = pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
_QUICK = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
_CHECKS = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)


@every_parser
def test_seeds_are_understood(parser: Parser) -> None:
    """Everything below would begin from bytes that are refused at the first look."""
    for seed in parser.seeds:
        parser.understand(seed)
        if parser.is_stream:
            parser.understand(seed, range(len(seed)))


def _try(parser: Parser, examples: int) -> None:
    @settings(max_examples=examples, phases=_QUICK, suppress_health_check=_CHECKS, database=None)
    @given(inputs(parser), st.lists(st.integers(0, 1 << 20), max_size=8))
    def survives(data: bytes, cuts: list[int]) -> None:
        began = time.thread_time()
        parser.survive(data, cuts)
        took = time.thread_time() - began
        assert took <= parser.seconds, f"{took:.1f} s of processor time for {len(data)} bytes"

    survives()


@every_parser
def test_any_input_is_understood_or_refused_in_time(parser: Parser) -> None:
    _try(parser, parser.examples)


@pytest.mark.long
@pytest.mark.timeout(1800)
@every_parser
def test_many_inputs_are_understood_or_refused_in_time(parser: Parser) -> None:
    _try(parser, 20 * parser.examples)


@every_parser
def test_nothing_is_kept_of_inputs_that_are_over(parser: Parser) -> None:
    """A terminal runs for months."""
    _repeat(parser, parser.examples // 2)


@pytest.mark.long
@every_parser
def test_nothing_is_kept_of_many_inputs(parser: Parser) -> None:
    """The allowance is the same as for few."""
    _repeat(parser, 20 * parser.examples)


def _repeat(parser: Parser, number: int) -> None:
    random = Random(parser.name)

    def some(number: int) -> None:
        for _ in range(number):
            parser.survive(changed_by(random.choice(parser.seeds), [chance(random)]))
        gc.collect()

    some(number)  # what is made once and kept
    tracemalloc.start()
    try:
        some(2)
        before, _ = tracemalloc.get_traced_memory()
        some(number)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < parser.tables, f"{after - before} bytes were kept of {number} inputs"


@pytest.mark.parametrize(
    "parser", [parser for parser in PARSERS.values() if parser.is_stream], ids=lambda parser: parser.name
)
def test_a_hostile_stream_neither_fills_memory_nor_takes_long(parser: Parser) -> None:
    """A stream may go on for days, and be anything."""
    _flood(parser, 150_000)


@pytest.mark.long
@pytest.mark.parametrize(
    "parser", [parser for parser in PARSERS.values() if parser.is_stream], ids=lambda parser: parser.name
)
def test_a_long_hostile_stream(parser: Parser) -> None:
    _flood(parser, 5_000_000)


def _flood(parser: Parser, size: int) -> None:
    random = Random(size)
    feed, worst = parser.begin(), 0
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number, piece in enumerate(hostile(parser, random, size)):
            began = time.thread_time()
            try:
                feed(piece)
            except parser.raises:
                feed = parser.begin()
            assert time.thread_time() - began <= parser.seconds
            if number % 64 == 0:
                gc.collect()
                worst = max(worst, tracemalloc.get_traced_memory()[0] - before)
    finally:
        tracemalloc.stop()
    assert worst <= parser.keeps, f"{worst} bytes are held"
