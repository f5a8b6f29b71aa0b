# SPDX-License-Identifier: GPL-3.0-or-later
"""`kiosk codes`: how well this terminal reads codes in pictures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from drivers.codes import CodeReader, ModelsUnusable
from drivers.codes.evaluation import OURS, Evaluation, Score, evaluate
from kiosk.failures import OperatorError


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its action."""
    command = subparsers.add_parser(
        "codes",
        help="how well codes in pictures are read",
        description="Measures the reading of codes (二维码, 条形码) in pictures.",
    )
    actions = command.add_subparsers(title="actions", metavar="ACTION", required=True)
    evaluating = actions.add_parser(
        "evaluate",
        help="score a folder of pictures whose texts are known",
        description="Reads every picture in a folder and below, and compares it with the text beside it: NAME.txt in "
        "UTF-8, NAME.bin with the bytes, or NAME.toml as beside zxing-cpp's own samples. Prints for each sub-folder "
        "and for all how many were read, how many wrongly, the time a picture took on one thread, and what plain "
        "zxing-cpp and plain zbar make of the same pictures in the same run. No text is printed. Exit status 0, also "
        "for a poor score.",
    )
    evaluating.add_argument("folder", metavar="DIR", type=Path, help="the folder with the pictures")
    evaluating.add_argument("--wechat", metavar="DIR", type=Path, help="the folder with WeChat's four model files")
    evaluating.add_argument("--json", action="store_true", help="print JSON, for a program")
    evaluating.set_defaults(func=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    if not options.folder.is_dir():
        raise OperatorError(f"{options.folder} is no folder")
    try:
        reader = CodeReader(wechat=options.wechat)
    except ModelsUnusable as error:
        raise OperatorError(str(error)) from error
    result = evaluate(options.folder, reader)
    if not result.scores:
        raise OperatorError(
            f"{options.folder} has no picture with its text beside it "
            f"(pictures without a text: {result.without_text}, files that are no picture: {result.unusable})"
        )
    if options.json:
        print(json.dumps(_content(result), ensure_ascii=False))
    else:
        _print(result)
    return 0


def _content(result: Evaluation) -> dict[str, Any]:
    return {
        "overall": _figures(result.scores[""]),
        "sets": {group: _figures(scores) for group, scores in sorted(result.scores.items()) if group},
        "without_text": result.without_text,
        "unusable": result.unusable,
    }


def _figures(scores: dict[str, Score]) -> dict[str, Any]:
    ours = scores[OURS]
    peers = {name: score for name, score in scores.items() if name != OURS}
    return {
        **ours.summary(),
        "decoders": dict(ours.decoders),
        "peers": {name: {**score.summary(), "ratio": _ratios(ours, score)} for name, score in peers.items()},
    }


def _ratios(ours: Score, peer: Score) -> dict[str, float | None]:
    """Return our figures divided by the peer's; None where the peer has read nothing."""
    mine, its = ours.summary(), peer.summary()
    return {name: round(mine[name] / its[name], 2) if its[name] else None for name in ("correct", "median_ms")}


def _print(result: Evaluation) -> None:
    groups = [*sorted(group for group in result.scores if group), ""]
    width = max(len("all"), *map(len, groups))
    print(f"{'set':{width}}  reader     pictures  correct  percent  wrong  median ms  p95 ms")
    for group in groups:
        for name, score in result.scores[group].items():
            told = score.summary()
            print(
                f"{group or 'all':{width}}  {name:9}  {told['n']:8}  {told['correct']:7}  {told['percent']:7}  "
                f"{told['wrong']:5}  {told['median_ms']:9}  {told['p95_ms']:6}"
            )
    if result.without_text or result.unusable:
        print(f"left out: {result.without_text} without a text, {result.unusable} that are no picture")
