# SPDX-License-Identifier: GPL-3.0-or-later
"""The V4L2 driver on ioctls that umockdev passes to an emulated camera: calls, buffers and moments are real."""

import pytest

from drivers.camera.v4l2 import V4l2Camera
from drivers.contract import ConfigurationError
from tests.faults.v4l2_bench import v4l2_program


def test_frames_with_the_moment_of_their_capture() -> None:
    """Pictures in visible light and infrared could not be told to be of one moment."""
    with v4l2_program() as program:
        device = program.camera()
        assert program.ask("open", node=device.node)["state"] == "online"
        assert (program.ask("take")["width"], program.ask("take")["height"]) == (640, 480)
        for _ in range(3):
            age = program.ask("age")
            assert 0 <= age["age"] < 5, "by the clock of the terminal, and no other"
            assert 0 < age["later"] < 5


def test_it_rests_when_nobody_asks() -> None:
    """The camera's lamp would burn all day, and no other program could use it."""
    with v4l2_program() as program:
        device = program.camera()
        program.ask("open", node=device.node)
        first = program.ask("take")["sequence"]
        device.wait_for_rest()
        streams = device.streams
        assert program.ask("take")["sequence"] > first
        assert device.streams == streams + 1


def test_exposing_for_a_face() -> None:
    """A face before a bright door is black, and the comparison fails for every fifth citizen."""
    with v4l2_program() as program:
        device = program.camera()
        device.scene.lit(0.1)
        program.ask("open", node=device.node)
        before = program.ask("take")["level"]
        exposure = program.ask("expose", region=[240, 160, 160, 160])
        assert exposure["adjusted"]
        assert exposure["good"]
        assert program.ask("take")["level"] > before + 10
        held = device.controls
        assert (held["exposure_auto"], held["white_balance"]) == (1, 0)
        assert held["exposure"] <= 400  # no longer than a face holds still
        program.ask("free")
        assert (device.controls["exposure_auto"], device.controls["white_balance"]) == (3, 1)


def test_a_pair() -> None:
    """A module with two cameras could not tell a face from a photo of one."""
    with v4l2_program() as program:
        rgb, infrared = program.camera(), program.camera()
        program.ask("open", node=rgb.node, infrared=infrared.node)
        assert program.ask("pair")["apart"] <= 0.04
        infrared.unplug()
        program.ask("until", state="no_device")
        assert program.ask("pair")["error"] == "CameraAbsent"


def test_settings() -> None:
    """A mistake in terminal.toml would show only when a citizen stands there."""
    for wrong in ("", "video0", "http://10.0.0.7/v", "/dev/"):
        with pytest.raises(ConfigurationError):
            V4l2Camera(wrong)
