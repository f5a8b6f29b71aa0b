# SPDX-License-Identifier: GPL-3.0-or-later
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from drivers.camera.contract import Health, Pixels
from drivers.camera.health import HealthWatch, measure


def scene(seed: int = 1, *, noise: float = 3.0) -> Pixels:
    """Return something with big and small shapes, as a hall with people has."""
    random = np.random.default_rng(seed)
    picture = np.full((480, 640, 3), 120, np.uint8)
    for _ in range(60):
        left, top = int(random.integers(0, 600)), int(random.integers(0, 440))
        right, bottom = left + int(random.integers(8, 160)), top + int(random.integers(8, 160))
        cv2.rectangle(picture, (left, top), (right, bottom), random.integers(20, 230, 3).tolist(), -1)
    return np.clip(picture + random.normal(0, noise, picture.shape), 0, 255).astype(np.uint8)


def verdict(watch: HealthWatch) -> Health:
    return watch.health


def blurred(picture: Pixels, sigma: float) -> Pixels:
    random = np.random.default_rng(2)
    soft = cv2.GaussianBlur(picture, (0, 0), sigma)
    return np.clip(soft + random.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)


def test_ordinary_pictures_are_good() -> None:
    """A technician would be sent to a village for a camera that has nothing."""
    for seed in range(8):
        picture = scene(seed)
        assert measure(picture).health is Health.GOOD
        assert measure(blurred(picture, 1.5)).health is Health.GOOD
        for light in (0.3, 0.6, 1.5):
            lit = np.clip(picture.astype(float) * light, 0, 255).astype(np.uint8)
            assert measure(lit).health is Health.GOOD


def test_a_white_wall_is_not_blurred() -> None:
    """A camera that looks at an empty wall would be reported as dirty for ever."""
    wall = np.full((480, 640, 3), 190, np.uint8)
    slope = np.clip(wall + np.linspace(-15, 15, 640)[None, :, None], 0, 255).astype(np.uint8)
    assert measure(wall).health is measure(slope).health is Health.GOOD


@pytest.mark.parametrize("seed", range(4))
def test_what_is_wrong_is_named(seed: int) -> None:
    """Nobody would wipe the lens, and every face comparison would fail."""
    picture = scene(seed)
    assert measure(np.clip(picture * 0.03, 0, 255).astype(np.uint8)).health is Health.DARK
    assert measure(np.clip(picture.astype(float) * 4 + 150, 0, 255).astype(np.uint8)).health is Health.GLARING
    assert measure(blurred(picture, 25)).health is Health.BLURRED


def test_one_bad_frame_changes_nothing() -> None:
    """Each hand that passes before the lens would raise an alarm."""
    watch = HealthWatch(ill=2.0, frozen=3.0)
    good, dark = measure(scene()), measure(np.zeros((48, 64, 3), np.uint8))
    assert verdict(watch) is Health.UNKNOWN
    watch.see(dark, 0.0)
    assert verdict(watch) is Health.UNKNOWN
    assert watch.doubtful
    watch.see(good, 0.5)
    assert verdict(watch) is Health.GOOD
    watch.see(dark, 1.0)
    watch.see(dark, 2.9)
    assert verdict(watch) is Health.GOOD
    watch.see(dark, 3.0)
    assert verdict(watch) is Health.DARK
    watch.see(good, 3.1)
    watch.see(good, 5.5)
    assert verdict(watch) is Health.GOOD


def test_the_same_bytes_for_ever_are_frozen() -> None:
    """The page would show the person before last, and compare with them."""
    watch = HealthWatch(ill=2.0, frozen=3.0)
    watch.see(measure(scene()), 0.0)
    for at in (0.0, 1.0, 2.9):
        watch.see_bytes(1, at)
    assert verdict(watch) is Health.GOOD
    watch.see_bytes(1, 3.0)
    assert verdict(watch) is Health.FROZEN
    watch.begin(4.0)
    watch.see_bytes(1, 4.0)
    assert verdict(watch) is Health.FROZEN
    watch.see_bytes(2, 5.0)
    assert verdict(watch) is Health.GOOD


def test_rest_is_not_frozen() -> None:
    """A camera that was asked again after a pause would be called broken for its first picture."""
    watch = HealthWatch(ill=2.0, frozen=3.0)
    watch.see(measure(scene()), 0.0)
    watch.see_bytes(1, 0.0)
    watch.begin(300.0)
    watch.see_bytes(1, 300.0)
    assert verdict(watch) is Health.GOOD


def test_black_is_not_frozen() -> None:
    """A covered lens would be told as a broken camera: some sensors give clean black."""
    watch = HealthWatch(ill=2.0, frozen=3.0)
    dark = measure(np.zeros((48, 64, 3), np.uint8))
    for at in range(10):
        watch.see(dark, at)
        watch.see_bytes(1, at)
    assert verdict(watch) is Health.DARK


@given(arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3))))
@settings(max_examples=100)
def test_any_picture_can_be_measured(pixels: Pixels) -> None:
    """A picture of an odd size would end the camera's thread."""
    measures = measure(pixels)
    assert 0 <= measures.brightness <= 255
    assert 0 <= measures.clipped <= 1
    assert measures.sharpness >= 0
