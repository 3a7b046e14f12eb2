"""Thirty-two things and small or long creatures, for pretraining: no cats, dogs or fish.

Coordinates: each thing is centred at (0, 0) and reaches about 1.5 units in its longest
direction. Its colours and pattern do not depend on what it is. The function of its name draws
it: `rng` decides on its proportions, `paint` puts it into the picture, `look` has its colours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from data.generators.drawing import (
    BLACK,
    CREAM,
    FURS,
    INK,
    PATTERNS,
    SIDES,
    WHITE,
    Colour,
    Material,
    Painter,
    bright,
    chance,
    curve,
    material,
    mix,
    oval,
    pick,
    shaggy,
    vary,
)

GOLD: Colour = (240, 210, 90)
GLASS: Colour = (186, 220, 238)
WOOD: Colour = (112, 78, 52)


@dataclass(frozen=True)
class Colours:
    """What a thing is painted with.

    Attributes:
        skin: its main material, with a pattern.
        third: a colour for parts.
        dark, light: shades of its main colour.
    """

    skin: Material
    third: Colour
    dark: Colour
    light: Colour

    @property
    def base(self) -> Colour:
        """The main colour."""
        return self.skin.base

    @property
    def second(self) -> Colour:
        """The pattern's other colour."""
        return self.skin.second


def colours(rng: np.random.Generator, paint: Painter) -> Colours:
    """Bright colours or those of furs, in any pattern."""
    if chance(rng, 0.35):
        base, second = (vary(rng, colour) for colour in pick(rng, FURS))
    else:
        base, second = bright(rng), bright(rng)
    skin = material(rng, paint, base, second, pick(rng, PATTERNS))
    light = mix(base, CREAM, rng.uniform(0.4, 0.9))
    return Colours(skin, bright(rng), mix(base, BLACK, 0.35), light)


def _eye(paint: Painter, x: float, y: float, radius: float) -> None:
    paint.ellipse(x, y, radius, radius, (240, 238, 226))
    paint.ellipse(x, y, radius * 0.6, radius * 0.6, INK)


def _ring(count: int, radius: float = 1.0, start: float = 0.0) -> np.ndarray:
    """Points on a circle: (count, 2)."""
    t = start + np.linspace(0, 2 * np.pi, count, endpoint=False)
    return radius * np.c_[np.cos(t), np.sin(t)]


# Things that stand or lie about


def tree(rng, paint, look) -> None:
    paint.polygon(
        [(-0.14, 0.3), (0.14, 0.3), (0.24, 1.5), (-0.24, 1.5)], vary(rng, WOOD), edge=True
    )
    if chance(rng, 0.5):
        for row in (2, 1, 0):
            wide, top = 0.5 + 0.27 * row, -1.5 + 0.6 * row
            paint.polygon([(0, top), (wide, top + 0.95), (-wide, top + 0.95)], look.skin, edge=True)
    else:
        for x, y in _ring(7, 0.5):
            puff = oval(x, y - 0.45, 0.5, 0.46)
            paint.polygon(shaggy(rng, puff, 0.12), look.skin)
        paint.ellipse(0, -0.45, 0.6, 0.6, look.skin)
    if chance(rng, 0.4):
        for x, y in rng.uniform((-0.6, -0.9), (0.6, 0.1), (6, 2)):
            paint.ellipse(x, y, 0.09, 0.09, look.third)


def flower(rng, paint, look) -> None:
    green = vary(rng, (80, 140, 70), 20)
    paint.line([(0, 0), (rng.normal(0, 0.12), 0.8), (0, 1.5)], 0.12, green, smooth=True)
    side = pick(rng, SIDES)
    paint.ellipse(side * 0.34, 0.95, 0.36, 0.15, green, -0.5 * side)
    count, start = int(rng.integers(5, 10)), rng.uniform(0, 1)
    for number, (x, y) in enumerate(_ring(count, 0.55, start)):
        angle = start + 2 * np.pi * number / count
        paint.ellipse(x, y - 0.4, 0.42, 1.5 / count, look.skin, angle, edge=True)
    paint.ellipse(0, -0.4, 0.3, 0.3, look.third, edge=True)


def mushroom(rng, paint, look) -> None:
    wide = rng.uniform(0.25, 0.4)
    stem = [(-wide, 0), (wide, 0), (wide * 1.2, 1.2), (-wide * 1.2, 1.2)]
    paint.polygon(stem, vary(rng, (232, 222, 200)), edge=True)
    t = np.linspace(np.pi, 2 * np.pi, 16)
    tall = rng.uniform(0.9, 1.25)
    cap = np.c_[1.2 * np.cos(t), 0.15 + tall * np.sin(t)]
    paint.polygon(np.vstack([cap, [(0.6, 0.32), (-0.6, 0.32)]]), look.skin, edge=True)
    if chance(rng, 0.5):
        for x, y in ((-0.6, -0.2), (0, -0.55), (0.55, -0.15), (0.1, -0.05)):
            paint.ellipse(x, y, 0.16, 0.12, CREAM)


def house(rng, paint, look) -> None:
    wide = rng.uniform(0.85, 1.15)
    wall, roof = [(-wide, -0.2), (wide, -0.2), (wide, 1.2), (-wide, 1.2)], rng.uniform(-1.3, -0.95)
    if chance(rng, 0.5):
        paint.polygon([(0.4, -1.2), (0.7, -1.2), (0.7, -0.4), (0.4, -0.4)], look.dark)
    paint.polygon(wall, look.skin, edge=True)
    paint.polygon([(-wide - 0.25, -0.15), (0, roof), (wide + 0.25, -0.15)], look.third, edge=True)
    paint.polygon([(-0.2, 0.45), (0.2, 0.45), (0.2, 1.2), (-0.2, 1.2)], look.dark, edge=True)
    for x in (-0.6 * wide, 0.6 * wide):
        at = paint.moved(x, 0)
        at.polygon([(-0.2, 0.1), (0.2, 0.1), (0.2, 0.5), (-0.2, 0.5)], GLASS, edge=True)
        at.line([(0, 0.1), (0, 0.5)], 0.05, WHITE)


def car(rng, paint, look) -> None:
    top = rng.uniform(-0.75, -0.5)
    cabin = [(-0.75, 0), (-0.45, top), (0.5, top), (0.85, 0)]
    paint.polygon(cabin, look.skin, edge=True)
    paint.polygon([(-0.58, -0.04), (-0.38, top + 0.12), (0, top + 0.12), (0, -0.04)], GLASS)
    paint.polygon([(0.1, -0.04), (0.1, top + 0.12), (0.44, top + 0.12), (0.66, -0.04)], GLASS)
    hull = [(-1.4, 0.05), (-1.2, -0.05), (1.2, -0.05), (1.45, 0.15), (1.45, 0.5), (-1.45, 0.5)]
    paint.polygon(hull, look.skin, edge=True)
    for x in (-0.8, 0.85):
        paint.ellipse(x, 0.52, 0.34, 0.34, INK)
        paint.ellipse(x, 0.52, 0.16, 0.16, (190, 190, 194))
    paint.ellipse(-1.36, 0.18, 0.1, 0.1, GOLD)


def cup(rng, paint, look) -> None:
    paint.polygon(oval(0.85, 0.1, 0.45, 0.5), look.dark)
    paint.polygon(oval(0.85, 0.1, 0.25, 0.3), mix(look.dark, BLACK, 0.5))
    narrow = rng.uniform(0.5, 0.85)
    paint.polygon([(-0.85, -0.8), (0.85, -0.8), (narrow, 1), (-narrow, 1)], look.skin, edge=True)
    paint.ellipse(0, -0.8, 0.85, 0.22, look.light, edge=True)
    paint.ellipse(0, -0.77, 0.7, 0.16, vary(rng, (90, 56, 36)))
    if chance(rng, 0.4):
        for x in (-0.3, 0.2):
            steam = [(x, -1.1), (x + 0.12, -1.3), (x - 0.05, -1.5)]
            paint.line(steam, 0.07, (236, 236, 236), smooth=True)


def umbrella(rng, paint, look) -> None:
    paint.line([(0, -0.2), (0, 1.2), (0.15, 1.4), (0.38, 1.2)], 0.09, INK, smooth=True)
    t = np.linspace(np.pi, 2 * np.pi, 18)
    dome = np.c_[1.35 * np.cos(t), 0.1 + 1.15 * np.sin(t)]
    scallops = [
        (x, 0.1 - 0.16 * (number % 2)) for number, x in enumerate(np.linspace(1.35, -1.35, 9))
    ]
    paint.polygon(np.vstack([dome, scallops]), look.skin, edge=True)
    for x in (-0.5, 0.5):
        paint.line([(0, -1.05), (x * 0.8, -0.5), (x * 1.1, 0)], 0.05, look.dark, smooth=True)
    paint.line([(0, -1.05), (0, -1.25)], 0.09, INK)


def balloon(rng, paint, look) -> None:
    string = [(0, 0.6), (rng.normal(0, 0.2), 1.1), (rng.normal(0, 0.2), 1.6)]
    paint.line(string, 0.05, INK, smooth=True)
    paint.ellipse(0, -0.4, 0.9, rng.uniform(1, 1.15), look.skin, edge=True)
    paint.polygon([(0, 0.55), (0.16, 0.8), (-0.16, 0.8)], look.dark)
    paint.ellipse(-0.35, -0.8, 0.18, 0.28, mix(look.base, WHITE, 0.7), 0.5)


def boat(rng, paint, look) -> None:
    paint.line([(0, 0.4), (0, -1.4)], 0.1, WOOD)
    tall = rng.uniform(-1.4, -1.1)
    paint.polygon([(0.1, tall), (1, 0.2), (0.1, 0.2)], look.third, edge=True)
    paint.polygon([(-0.1, tall + 0.2), (-0.8, 0.2), (-0.1, 0.2)], look.light, edge=True)
    paint.polygon([(-1.3, 0.4), (1.4, 0.4), (0.9, 1.1), (-0.9, 1.1)], look.skin, edge=True)


def leaf(rng, paint, look) -> None:
    wide = rng.uniform(0.45, 0.85)
    blade = [
        (0, -1.4),
        (wide * 0.7, -0.7),
        (wide, 0.2),
        (0.3, 1),
        (0, 1.1),
        (-0.3, 1),
        (-wide, 0.2),
    ]
    paint.polygon([*blade, (-wide * 0.7, -0.7)], look.skin, smooth=True, edge=True)
    paint.line([(0, -1.2), (0.02, 0), (0, 1.6)], 0.08, look.dark, smooth=True)
    for y in (-0.6, -0.1, 0.4):
        for side in SIDES:
            paint.line([(0, y + 0.25), (side * wide * 0.75, y)], 0.04, look.dark)


def butterfly(rng, paint, look) -> None:
    wide, high = rng.uniform(0.55, 0.75), rng.uniform(0.5, 0.7)
    for side in SIDES:
        paint.ellipse(side * 0.62, 0.5, wide * 0.75, 0.42, look.third, side * 0.5, edge=True)
        paint.ellipse(side * 0.72, -0.4, wide, high, look.skin, side * -0.6, edge=True)
        paint.ellipse(side * 0.8, -0.45, 0.18, 0.18, look.light)
        paint.line([(0, -0.7), (side * 0.3, -1.2)], 0.05, INK)
    paint.ellipse(0, 0, 0.13, 0.8, INK)


def bird(rng, paint, look) -> None:
    for x in (-0.1, 0.2):
        paint.line([(x, 0.6), (x, 1.15), (x - 0.2, 1.2)], 0.07, vary(rng, (210, 140, 50)))
    paint.polygon([(0.6, 0), (1.5, -0.35), (1.55, 0.1), (0.7, 0.4)], look.dark, edge=True)
    paint.ellipse(0.1, 0.15, 0.85, 0.58, look.skin, -0.2, edge=True)
    paint.ellipse(0, 0.4, 0.5, 0.3, look.light)
    paint.ellipse(-0.7, -0.45, 0.42, 0.4, look.skin, edge=True)
    wing = [(-0.1, -0.05), (0.7, -0.15), (1, 0.2), (0.3, 0.45)]
    if chance(rng, 0.4):
        wing = [(-0.2, 0), (0.3, -1.1), (0.7, -0.9), (0.6, 0.1)]
    paint.polygon(wing, look.third, smooth=True, edge=True)
    paint.polygon([(-1.05, -0.55), (-1.5, -0.38), (-1.05, -0.3)], vary(rng, (236, 170, 50)))
    _eye(paint, -0.78, -0.52, 0.11)


def plane(rng, paint, look) -> None:
    paint.polygon([(0, -0.1), (0.6, -1.1), (0.95, -1.1), (0.55, -0.1)], look.dark, edge=True)
    hull = [
        (-1.5, 0),
        (-1.1, -0.26),
        (0.9, -0.22),
        (1.5, -0.1),
        (1.5, 0.08),
        (0.6, 0.26),
        (-1.1, 0.24),
    ]
    paint.polygon(hull, look.skin, smooth=True, edge=True)
    paint.polygon([(1, -0.15), (1.35, -0.8), (1.6, -0.8), (1.5, -0.05)], look.third, edge=True)
    paint.polygon([(-0.2, 0.05), (0.5, 1.15), (0.85, 1.1), (0.45, 0.05)], look.third, edge=True)
    for x in np.linspace(-0.9, 0.6, 5):
        paint.ellipse(x, -0.08, 0.08, 0.08, GLASS)


def clock(rng, paint, look) -> None:
    for side in SIDES:
        paint.ellipse(side * 0.6, -0.95, 0.34, 0.26, look.third, side * 0.6, edge=True)
        paint.line([(side * 0.6, 0.8), (side * 0.85, 1.2)], 0.14, look.dark)
    paint.ellipse(0, 0, 1.1, 1.1, look.skin, edge=True)
    paint.ellipse(0, 0, 0.85, 0.85, CREAM)
    for x, y in _ring(12, 0.72):
        paint.ellipse(x, y, 0.05, 0.05, INK)
    for length, width in ((0.6, 0.06), (0.4, 0.1)):
        angle = rng.uniform(0, 2 * np.pi)
        paint.line([(0, 0), (length * math.cos(angle), length * math.sin(angle))], width, INK)


def star(rng, paint, look) -> None:
    count, inner = int(rng.integers(5, 8)), rng.uniform(0.4, 0.65)
    points = _ring(2 * count, 1.3, -np.pi / 2)
    points[1::2] *= inner
    paint.polygon(points, look.skin, edge=True)
    if chance(rng, 0.4):
        for x in SIDES:
            _eye(paint, 0.2 * x, -0.1, 0.12)
        paint.line([(-0.2, 0.2), (0, 0.3), (0.2, 0.2)], 0.06, INK, smooth=True)


def guitar(rng, paint, look) -> None:
    paint.polygon([(-0.1, -1.3), (0.1, -1.3), (0.1, 0.2), (-0.1, 0.2)], WOOD)
    paint.polygon([(-0.18, -1.6), (0.18, -1.6), (0.14, -1.25), (-0.14, -1.25)], look.dark)
    half = [(0.1, -0.35), (0.45, -0.3), (0.4, 0.15), (0.75, 0.65), (0.5, 1.2), (0.1, 1.3)]
    outline = [*half, *[(-x, y) for x, y in reversed(half)]]
    paint.polygon(outline, look.skin, smooth=True, edge=True)
    paint.ellipse(0, 0.3, 0.2, 0.2, INK)
    paint.line([(-0.25, 0.9), (0.25, 0.9)], 0.1, INK)
    for x in (-0.05, 0.05):
        paint.line([(x, -1.4), (x, 0.9)], 0.025, CREAM)


def snail(rng, paint, look) -> None:
    foot = [(-1.4, 0.8), (-1.35, 0.1), (-1, 0), (-0.8, 0.5), (0.8, 0.6), (1.5, 0.95), (-1.2, 0.98)]
    paint.polygon(foot, look.third, smooth=True, edge=True)
    for x in (-1.35, -1.1):
        paint.line([(x, 0.1), (x - 0.1, -0.45)], 0.07, look.third)
        paint.ellipse(x - 0.1, -0.5, 0.09, 0.09, INK)
    paint.ellipse(0.15, -0.05, 0.85, 0.8, look.skin, edge=True)
    t = np.linspace(0, 4.5 * np.pi, 40)
    radius = 0.7 * (1 - t / t[-1] * 0.9)
    spiral = np.c_[0.15 + radius * np.cos(t), -0.05 + radius * np.sin(t)]
    paint.line(spiral, 0.09, look.dark)


def apple(rng, paint, look) -> None:
    half = [(0, -0.6), (0.45, -0.85), (0.95, -0.5), (0.95, 0.2), (0.55, 0.95), (0.2, 1.05)]
    outline = [*half, *[(-x, y) for x, y in reversed(half[1:])]]
    paint.line([(0, -0.6), (0.05, -0.9), (0.2, -1.15)], 0.11, WOOD, smooth=True)
    paint.polygon(outline, look.skin, smooth=True, edge=True)
    paint.ellipse(0.4, -1, 0.32, 0.14, vary(rng, (90, 150, 70)), -0.4)
    paint.ellipse(-0.5, -0.3, 0.14, 0.24, mix(look.base, WHITE, 0.7), 0.4)


# Long things, drawn from left to right


def whale(rng, paint, look) -> None:
    fluke = [(1, -0.1), (1.5, -0.6), (1.75, -0.5), (1.5, -0.05), (1.75, 0.3), (1.4, 0.3), (1, 0.1)]
    paint.polygon(fluke, look.dark, edge=True)
    hull = [(-1.35, -0.05), (-1.05, -0.6), (-0.3, -0.68), (0.5, -0.38), (1.15, -0.12), (1.1, 0.12)]
    paint.polygon(
        [*hull, (0.4, 0.42), (-0.5, 0.58), (-1.25, 0.4)], look.skin, smooth=True, edge=True
    )
    paint.polygon([(-1.2, 0.2), (-0.2, 0.3), (0.3, 0.42), (-0.5, 0.56), (-1.1, 0.42)], look.light)
    paint.polygon([(-0.4, 0.3), (0.1, 0.85), (0.25, 0.4)], look.dark, edge=True)
    _eye(paint, -0.9, -0.02, 0.1)
    if chance(rng, 0.5):
        for side in SIDES:
            spray = [(-0.7, -0.68), (-0.7 + 0.08 * side, -1), (-0.7 + 0.4 * side, -1.15)]
            paint.line(spray, 0.09, (206, 228, 242), smooth=True)


def seal(rng, paint, look) -> None:
    paint.polygon([(1, 0), (1.5, -0.35), (1.42, 0), (1.5, 0.35), (1, 0.18)], look.dark, edge=True)
    paint.polygon([(-0.3, 0.25), (-0.55, 0.8), (0.1, 0.38)], look.dark, edge=True)
    back = [(-1.25, -0.42), (-0.85, -0.72), (-0.5, -0.45), (0.3, -0.36), (1.15, -0.05)]
    belly = [(1.1, 0.16), (0.2, 0.42), (-0.7, 0.4), (-1.1, 0)]
    paint.polygon([*back, *belly], look.skin, smooth=True, edge=True)
    _eye(paint, -0.88, -0.42, 0.08)
    paint.ellipse(-1.22, -0.32, 0.09, 0.07, INK)
    for drop in (-0.05, 0.05, 0.15):
        paint.line([(-1.12, -0.25), (-1.5, -0.25 + drop)], 0.03, INK)


def squid(rng, paint, look) -> None:
    for y in np.linspace(-0.25, 0.25, 6):
        tip = (1.55, y * 1.8 + rng.uniform(-0.2, 0.2))
        arm = [(0.4, y * 0.7), (1, y * 1.4 + rng.uniform(-0.12, 0.12)), tip]
        paint.tapering(arm, 0.14, 0.05, look.dark)
    mantle = [(-1.4, 0), (-0.95, -0.6), (-0.5, -0.28), (0.3, -0.32), (0.6, 0)]
    paint.polygon([*mantle, (0.3, 0.32), (-0.5, 0.28), (-0.95, 0.6)], look.skin, edge=True)
    for side in SIDES:
        _eye(paint, 0.38, 0.16 * side, 0.11)


def lizard(rng, paint, look) -> None:
    tail = [(0.5, 0), (1.1, rng.uniform(-0.35, 0.35)), (1.7, rng.uniform(-0.5, 0.5))]
    paint.tapering(tail, 0.3, 0.05, look.skin, edge=True)
    for x in (-0.45, 0.4):
        for side in SIDES:
            foot = x + rng.uniform(-0.3, 0.2), side * 0.62
            paint.line([(x, 0), (x + rng.uniform(-0.1, 0.3), side * 0.36), foot], 0.12, look.dark)
            for toe in (-0.12, 0, 0.12):
                paint.line([foot, (foot[0] + toe, side * 0.74)], 0.05, look.dark)
    trunk = [(-0.8, -0.15), (0, -0.28), (0.8, -0.12), (0.8, 0.12), (0, 0.28), (-0.8, 0.15)]
    paint.polygon(trunk, look.skin, smooth=True, edge=True)
    paint.polygon(
        [(-0.7, -0.2), (-1.1, -0.2), (-1.4, 0), (-1.1, 0.2), (-0.7, 0.2)], look.base, True, True
    )
    for side in SIDES:
        _eye(paint, -1.02, 0.15 * side, 0.08)


def snake(rng, paint, look) -> None:
    x = np.linspace(-1.4, 1.5, 22)
    y = 0.32 * np.sin(x * rng.uniform(2.6, 4.2) + rng.uniform(0, 6))
    path = np.c_[x, y]
    paint.tapering(path[::2], rng.uniform(0.26, 0.36), 0.06, look.skin, edge=True)
    paint.line([path[0], path[0] - [0.45, 0], path[0] - [0.55, 0.1]], 0.05, (206, 44, 54))
    paint.ellipse(*path[0], 0.26, 0.2, look.base, edge=True)
    _eye(paint, path[0][0] - 0.08, path[0][1] - 0.08, 0.07)


def feather(rng, paint, look) -> None:
    wide = rng.uniform(0.26, 0.42)
    vane = [(-1.45, 0), (-0.9, -wide), (0.2, -wide), (0.9, -0.12), (0.9, 0.12), (0.2, wide * 0.85)]
    paint.polygon(shaggy(rng, curve([*vane, (-0.9, wide * 0.8)]), 0.06), look.skin, edge=True)
    for x in np.linspace(-0.9, 0.6, 6):
        for side in SIDES:
            paint.line([(x + 0.2, 0), (x, side * wide * 0.7)], 0.03, look.dark)
    paint.line([(-1.3, 0), (0, 0.03), (1.55, 0)], 0.07, look.light, smooth=True)


def pencil(rng, paint, look) -> None:
    half = rng.uniform(0.13, 0.2)
    paint.polygon([(-1, -half), (1.2, -half), (1.2, half), (-1, half)], look.skin, edge=True)
    paint.line([(-1, 0), (1.2, 0)], 0.03, look.dark)
    paint.polygon([(-1, -half), (-1.5, 0), (-1, half)], (236, 206, 160), edge=True)
    paint.polygon([(-1.32, -half * 0.36), (-1.5, 0), (-1.32, half * 0.36)], look.third)
    paint.polygon([(1.1, -half), (1.25, -half), (1.25, half), (1.1, half)], (190, 190, 196))
    paint.polygon([(1.25, -half), (1.5, -half), (1.5, half), (1.25, half)], (226, 130, 142))


def rocket(rng, paint, look) -> None:
    flame = [(1.05, -0.18), (1.7, rng.uniform(-0.1, 0.1)), (1.05, 0.18)]
    paint.polygon(flame, (244, 170, 50))
    paint.polygon([(1.05, -0.1), (1.35, 0), (1.05, 0.1)], (252, 230, 120))
    for side in SIDES:
        fin = [(0.45, side * 0.2), (1.2, side * rng.uniform(0.6, 0.75)), (1.1, side * 0.15)]
        paint.polygon(fin, look.third, edge=True)
    hull = [
        (-1.45, 0),
        (-0.8, -0.34),
        (0.8, -0.32),
        (1.1, -0.16),
        (1.1, 0.16),
        (0.8, 0.32),
        (-0.8, 0.34),
    ]
    paint.polygon(hull, look.skin, smooth=True, edge=True)
    paint.ellipse(-0.45, 0, 0.2, 0.2, look.dark)
    paint.ellipse(-0.45, 0, 0.14, 0.14, GLASS)


def submarine(rng, paint, look) -> None:
    paint.polygon([(-0.35, -0.3), (-0.25, -0.75), (0.3, -0.75), (0.35, -0.3)], look.dark, edge=True)
    paint.line([(0, -0.7), (0, -1.1), (-0.25, -1.1)], 0.09, look.dark)
    paint.polygon([(1.15, -0.1), (1.55, -0.4), (1.55, 0.4), (1.15, 0.1)], look.third, edge=True)
    paint.ellipse(0, 0, 1.3, 0.42, look.skin, edge=True)
    for x in (-0.65, -0.1, 0.45):
        paint.ellipse(x, 0, 0.16, 0.16, look.dark)
        paint.ellipse(x, 0, 0.11, 0.11, GOLD)


def airship(rng, paint, look) -> None:
    for side in SIDES:
        paint.polygon(
            [(0.8, side * 0.1), (1.3, side * 0.65), (1.5, side * 0.6), (1.4, side * 0.1)],
            look.third,
        )
    paint.polygon([(-0.45, 0.45), (0.4, 0.45), (0.3, 0.78), (-0.35, 0.78)], look.dark, edge=True)
    paint.ellipse(0, 0, 1.3, 0.52, look.skin, edge=True)
    for high in (-0.22, 0, 0.22):
        seam = np.linspace(-1.2, 1.1, 9)
        paint.line(np.c_[seam, high * (1 - seam**2 / 1.9)], 0.03, look.dark)
    for x in (-0.2, 0.1):
        paint.ellipse(x, 0.62, 0.08, 0.08, GLASS)


def key(rng, paint, look) -> None:
    paint.polygon(
        [(-0.65, -0.12), (1.35, -0.12), (1.35, 0.12), (-0.65, 0.12)], look.base, edge=True
    )
    for x in (0.65, 0.95, 1.2):
        deep = rng.uniform(0.3, 0.48)
        paint.polygon([(x, 0.1), (x + 0.15, 0.1), (x + 0.15, deep), (x, deep)], look.base)
    bow = pick(rng, (3, 4, 28))
    for share, colour in ((1, look.skin), (0.48, mix(look.dark, BLACK, 0.5))):
        paint.moved(-1, 0).polygon(_ring(bow, 0.48 * share), colour, bow < 9, edge=share == 1)


def spoon(rng, paint, look) -> None:
    paint.polygon(
        [(-0.6, -0.07), (1.4, -0.13), (1.5, 0), (1.4, 0.13), (-0.6, 0.07)], look.skin, edge=True
    )
    deep = rng.uniform(0.28, 0.38)
    paint.ellipse(-0.95, 0, 0.5, deep, look.base, edge=True)
    paint.ellipse(-0.95, 0.02, 0.37, deep * 0.7, look.dark)
    paint.ellipse(-1.1, -0.08, 0.1, 0.06, look.light)


def caterpillar(rng, paint, look) -> None:
    count, wave = int(rng.integers(5, 8)), rng.uniform(0, 6)
    for number in range(count):
        x, y = 1.25 - 2.2 * number / (count - 1), 0.14 * math.sin(2 * number + wave)
        paint.line([(x, y + 0.2), (x, y + 0.5)], 0.07, INK)
        fill = look.skin if number % 2 else look.second
        paint.ellipse(x, y, 0.3, 0.31, fill, edge=True)
    for x in (-1.3, -1.05):
        paint.line([(x, -0.3), (x - 0.1, -0.75)], 0.06, INK)
        paint.ellipse(x - 0.1, -0.78, 0.08, 0.08, look.third)
    paint.ellipse(-1.15, -0.06, 0.36, 0.36, look.third, edge=True)
    _eye(paint, -1.27, -0.12, 0.1)


def banana(rng, paint, look) -> None:
    thick, bend = rng.uniform(0.45, 0.65), rng.uniform(0.55, 0.85)
    x = np.linspace(-1.25, 1.25, 9)
    middle = bend * (0.5 - (x / 1.25) ** 2)
    half = thick / 2 * np.sqrt(1.02 - (x / 1.27) ** 2)
    outline = np.vstack([np.c_[x, middle - half], np.c_[x, middle + half][::-1]])
    paint.polygon(outline, look.skin, smooth=True, edge=True)
    paint.line(np.c_[x, middle + 0.2 * half], 0.05, look.dark, smooth=True)
    stalk = [(1.15, middle[-1] + 0.05), (1.3, middle[-1] - 0.15), (1.35, middle[-1] - 0.35)]
    paint.line(stalk, 0.14, WOOD)
    paint.ellipse(-1.25, middle[0], 0.07, 0.07, INK)


STANDING = {
    function.__name__: function
    for function in (
        tree,
        flower,
        mushroom,
        house,
        car,
        cup,
        umbrella,
        balloon,
        boat,
        leaf,
        butterfly,
        bird,
        plane,
        clock,
        star,
        guitar,
        snail,
        apple,
    )
}
LONG = {
    function.__name__: function
    for function in (
        whale,
        seal,
        squid,
        lizard,
        snake,
        feather,
        pencil,
        rocket,
        submarine,
        airship,
        key,
        spoon,
        caterpillar,
        banana,
    )
}


def place(rng: np.random.Generator, free: float) -> tuple[np.ndarray, np.ndarray]:
    """Where a thing lies in the picture: the matrix and origin for `scenes.picture`.

    Args:
        rng: source of chance.
        free: probability that it lies at any angle rather than about upright.
    """
    unit, stretch = rng.uniform(0.17, 0.35), rng.uniform(0.86, 1.16)
    turn = rng.uniform(-np.pi, np.pi) if chance(rng, free) else rng.normal(0, 0.3)
    c, s = math.cos(turn), math.sin(turn)
    mirror = pick(rng, SIDES)
    matrix = np.array([[c, -s], [s, c]]) @ [
        [mirror * stretch, rng.normal(0, 0.08)],
        [0, 1 / stretch],
    ]
    return matrix * unit, rng.uniform((0.32, 0.32), (0.68, 0.68))
