"""The simulation keeps greys, loses what the eye loses, and finds the lessons' figures."""

import numpy as np
import pytest

from tools import colour_blindness, notebooks
from utils import plotting


def apart(first, second, kind):
    """Distance of two colours, as this reader sees them, in steps of 255."""
    pair = np.array([[first, second]], dtype=np.uint8)
    seen = colour_blindness.simulate(pair, kind).astype(float)
    return np.linalg.norm(seen[0, 0] - seen[0, 1])


@pytest.mark.parametrize("kind", colour_blindness.KINDS)
def test_greys_stay_grey(kind):
    greys = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    seen = colour_blindness.simulate(greys, kind).astype(int)
    assert np.abs(seen - greys).max() <= 1


def test_red_and_green_of_one_brightness_fall_together():
    red, green = (200, 60, 60), (110, 120, 60)
    assert apart(red, green, "deuteranopia") < 0.5 * np.linalg.norm(np.subtract(red, green))


@pytest.mark.parametrize("kind", colour_blindness.KINDS)
def test_the_courses_main_colours_stay_apart(kind):
    colours = [
        tuple(int(name[i : i + 2], 16) for i in (1, 3, 5))
        for name in (plotting.BLUE, plotting.ORANGE, plotting.GREEN)
    ]
    for place, first in enumerate(colours):
        for second in colours[place + 1 :]:
            # Blue and green come close for tritanopia (one reader in ten thousand): the second
            # cue, line style or marker, is what tells them apart there.
            least = 25 if kind == "tritanopia" else 90
            assert apart(first, second, kind) > least, (kind, first, second)


def test_figures_of_a_lesson_are_found():
    path = notebooks.lessons(["05"])[0]
    pictures = colour_blindness.figures(path)
    assert len(pictures) >= 4
    drawn = colour_blindness.sheet(pictures[:2])
    assert drawn.width == 4 * colour_blindness.WIDTH
