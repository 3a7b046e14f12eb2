"""Drawn animals: bodies in four poses, faces, and fourteen kinds that are neither cats nor dogs.

Coordinates: the head is centred at (0, 0) and about 1 unit in radius; a sitting body goes down
to about y = 2.8, a standing or lying one to the right to about x = 2.7. Faces look straight
ahead or a little to one side. Which coat, pose, colour, marking or collar an animal gets does
not depend on its kind.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from data.generators.drawing import (
    BLACK,
    CREAM,
    FURS,
    INK,
    SIDES,
    WHITE,
    Colour,
    Fill,
    Material,
    Painter,
    Points,
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

COAT_PATTERNS = ("plain", "stripes", "spots", "patches", "gradient", "countershade")
COAT_SHARES = (0.32, 0.20, 0.10, 0.18, 0.12, 0.08)
IRISES = (
    (150, 190, 70),
    (222, 178, 50),
    (90, 150, 200),
    (190, 120, 40),
    (120, 78, 40),
    (70, 46, 30),
)


# Coats


@dataclass(frozen=True)
class Coat:
    """An animal's colours.

    Attributes:
        fur: with its pattern.
        light: of belly, muzzle and markings.
        shade: the darker colour of what lies in shadow.
        skin: inside the ears.
        tuft: length of the tufts along its outline, 0 for short hair.
    """

    fur: Material
    light: Colour
    shade: Colour
    skin: Colour
    tuft: float

    @property
    def base(self) -> Colour:
        """The fur's main colour."""
        return self.fur.base


def coat(rng: np.random.Generator, paint: Painter) -> Coat:
    """A coat of any colour, pattern and length."""
    base, second = (vary(rng, colour) for colour in pick(rng, FURS))
    if chance(rng, 0.3):
        base, second = second, base
    if chance(rng, 0.25):
        second = vary(rng, (232, 228, 222), 8)
    fur = material(rng, paint, base, second, pick(rng, COAT_PATTERNS, COAT_SHARES))
    if chance(rng, 0.7):
        light = mix(base, CREAM, rng.uniform(0.35, 0.85))
    else:
        light = mix(base, INK, rng.uniform(0.3, 0.6))
    tuft = rng.uniform(0.05, 0.15) if chance(rng, 0.4) else 0.0
    return Coat(fur, light, mix(base, BLACK, 0.28), vary(rng, (226, 160, 150), 10), tuft)


# Bodies


@dataclass(frozen=True)
class Pose:
    """How the body is held.

    Attributes:
        centre: what lies in the middle of the picture.
        zoom: smallest and largest share of the picture's width that a unit takes.
    """

    centre: tuple[float, float]
    zoom: tuple[float, float]


POSES = {
    "sitting": Pose((0.0, 0.75), (0.17, 0.27)),
    "standing": Pose((0.95, 0.75), (0.16, 0.22)),
    "lying": Pose((0.85, 0.35), (0.17, 0.25)),
    "portrait": Pose((0.0, 0.15), (0.27, 0.40)),
}
POSE_SHARES = (0.46, 0.18, 0.16, 0.20)


def place(rng: np.random.Generator, pose: str) -> tuple[np.ndarray, np.ndarray]:
    """Where an animal stands in the picture: the matrix and origin for `scenes.picture`."""
    unit = rng.uniform(*POSES[pose].zoom)
    turn, shear, stretch = rng.normal(0, 0.2), rng.normal(0, 0.07), rng.uniform(0.9, 1.11)
    c, s = math.cos(turn), math.sin(turn)
    mirror = pick(rng, SIDES)
    matrix = np.array([[c, -s], [s, c]]) @ [[mirror * stretch, shear], [0, 1 / stretch]] * unit
    middle = rng.uniform((0.36, 0.40), (0.64, 0.60))
    return matrix, middle - matrix @ POSES[pose].centre


def body(
    rng: np.random.Generator,
    paint: Painter,
    coat: Coat,
    pose: str,
    tail: str,
    sturdy: float = 1.0,
) -> None:
    """A four-legged body without its head.

    Args:
        rng: source of chance.
        paint: the animal's painter.
        coat: its coat.
        pose: one of POSES.
        tail: "long", "wagging", "bushy", "tassel", "curled" or "stub".
        sturdy: thickness of trunk and legs; 1 is that of a slim animal.
    """
    draw = {"sitting": _sitting, "standing": _standing, "lying": _lying, "portrait": _bust}[pose]
    draw(rng, paint, coat, tail, sturdy)


def _sitting(rng, paint, coat, tail, sturdy) -> None:
    wide, x = rng.uniform(0.75, 1.0) * sturdy, rng.uniform(-0.2, 0.2)
    side = pick(rng, SIDES)
    _tail(rng, paint, coat, tail, x + 0.7 * wide * side, 2.35, side)
    trunk = [(-0.58, 0.4), (0.58, 0.4), (1, 1.7), (0.95, 2.6), (0, 2.8), (-0.95, 2.6), (-1, 1.7)]
    _fur(rng, paint, coat, curve(np.array(trunk) * [wide, 1] + [x, 0]))
    if chance(rng, 0.55):
        paint.ellipse(x, 1.7, wide * 0.45, 0.75, coat.light)
    _throat(paint, coat)
    toe = coat.light if chance(rng, 0.45) else mix(coat.base, WHITE, 0.1)
    for s in SIDES:
        paint.ellipse(x + s * wide * 0.82, 2.55, 0.36 * sturdy, 0.26, coat.shade)
        leg = x + s * wide * 0.3
        paint.tapering([(leg, 1.5), (leg, 2.1), (leg, 2.6)], 0.42 * sturdy, 0.36, coat.fur)
        paint.line([(leg - s * 0.2, 1.75), (leg - s * 0.19, 2.55)], 0.05, coat.shade)
        paint.ellipse(leg + s * 0.03, 2.66, 0.28 * sturdy, 0.18, toe, edge=True)


def _standing(rng, paint, coat, tail, sturdy) -> None:
    back, length = rng.uniform(0.25, 0.5), rng.uniform(2.2, 2.7)
    belly = back + rng.uniform(0.95, 1.15) * sturdy
    _tail(rng, paint, coat, tail, length - 0.1, back + 0.25, 1)
    foot, thick = belly + rng.uniform(0.85, 1.15), 0.36 * sturdy
    stride = rng.uniform(-0.25, 0.25)
    for x in (0.55 - stride, length - 0.35 + stride):
        paint.tapering(
            [(x, belly - 0.3), (x, belly + 0.3), (x, foot - 0.1)], thick, 0.26, coat.shade
        )
    trunk = [
        (0.1, back + 0.1),
        (0.7, back + 0.05),
        (length - 0.5, back),
        (length, back + 0.35),
        (length - 0.05, belly - 0.1),
        (1.4, belly - 0.12),
        (0.6, belly),
        (0.05, belly - 0.3),
    ]
    _fur(rng, paint, coat, curve(trunk))
    if chance(rng, 0.5):
        paint.ellipse(length / 2, belly - 0.17, length * 0.32, 0.13, coat.light)
    toe = coat.light if chance(rng, 0.45) else coat.base
    for x in (0.42 + stride, length - 0.25 - stride):
        path = [(x, belly - 0.45), (x + 0.04, belly + 0.2), (x, foot)]
        paint.tapering(path, thick * 1.3, 0.28, coat.fur, edge=True)
        paint.ellipse(x - 0.08, foot, 0.25, 0.15, toe, edge=True)
    _throat(paint, coat)


def _lying(rng, paint, coat, tail, sturdy) -> None:
    length, low = rng.uniform(2.1, 2.6), rng.uniform(1.25, 1.45)
    _tail(rng, paint, coat, tail, length - 0.1, low - 0.2, 1)
    back = low - rng.uniform(1.0, 1.2) * sturdy
    trunk = [(-0.5, 0.6), (0.6, back), (length - 0.6, back + 0.05), (length, low - 0.45)]
    trunk += [(length - 0.1, low), (0.8, low + 0.05), (-0.5, low)]
    _fur(rng, paint, coat, curve(trunk))
    paint.ellipse(length - 0.5, low - 0.3, 0.52, 0.45 * sturdy, coat.fur, edge=True)
    paint.ellipse(length - 0.75, low, 0.42, 0.16, coat.shade)
    _throat(paint, coat)
    toe = coat.light if chance(rng, 0.45) else mix(coat.base, WHITE, 0.1)
    for x in rng.uniform(-0.15, 0.05) + np.array([-0.42, 0.42]):
        paint.tapering([(x, low - 0.5), (x, low - 0.1)], 0.42 * sturdy, 0.4, coat.fur)
        paint.ellipse(x, low, 0.3, 0.2, toe, edge=True)


def _bust(rng, paint, coat, tail, sturdy) -> None:
    wide = rng.uniform(0.9, 1.2) * sturdy
    chest = np.array([(-0.5, 0.3), (0.5, 0.3), (1, 1.4), (1.1, 3), (-1.1, 3), (-1, 1.4)])
    _fur(rng, paint, coat, curve(chest * [wide, 1]))
    if chance(rng, 0.55):
        paint.ellipse(0, 1.9, wide * 0.5, 0.9, coat.light)
    _throat(paint, coat)


def _throat(paint: Painter, coat: Coat) -> None:
    """The head's shadow on the chest, which keeps the two apart."""
    paint.ellipse(0.05, 0.72, 0.62, 0.36, mix(coat.base, BLACK, 0.38))


def _tail(rng, paint, coat, style, x, y, out) -> None:
    reach, high = rng.uniform(0.5, 1.0) * out, rng.uniform(0.8, 1.5)
    if style == "long":
        path = [(x, y), (x + 0.45 * out, y), (x + reach, y - 0.5 * high)]
        tip = (x + reach * rng.uniform(0.5, 1.4), y - high)
        paint.tapering([*path, tip], 0.26, 0.17, _either(rng, coat), edge=True)
    elif style == "wagging":
        path = [(x, y), (x + 0.3 * out, y - 0.2), (x + 0.7 * reach, y - 0.7 * high)]
        paint.tapering(path, 0.34, 0.14, _either(rng, coat), edge=True)
    elif style == "bushy":
        outline = oval(x + 0.5 * reach, y - 0.4 * high, 0.32, 0.75, 0.6 * out)
        paint.polygon(shaggy(rng, outline, 0.16), _either(rng, coat))
        paint.ellipse(x + 0.75 * reach, y - 0.85 * high, 0.2, 0.28, coat.light, 0.6 * out)
    elif style == "tassel":
        tip = (x + 0.5 * reach, y + 0.6 * high)
        paint.tapering([(x, y), (x + 0.4 * reach, y), tip], 0.16, 0.08, coat.shade)
        paint.ellipse(*tip, 0.13, 0.2, INK)
    elif style == "curled":
        t = np.linspace(0, 9, 20)
        spiral = np.c_[x + out * (0.05 * t + 0.15 * np.sin(t)), y - 0.1 * t + 0.15 * np.cos(t)]
        paint.line(spiral, 0.1, coat.shade)
    else:
        paint.polygon(shaggy(rng, oval(x + 0.1 * out, y, 0.26, 0.24), 0.1), coat.light)


def _either(rng: np.random.Generator, coat: Coat) -> Fill:
    """The fur with its pattern, or its shade."""
    return pick(rng, (coat.fur, coat.shade))


def _fur(rng, paint: Painter, coat: Coat, outline: Points) -> None:
    """A part of the animal with the outline of its hair."""
    if coat.tuft:
        outline = shaggy(rng, outline, coat.tuft)
    paint.polygon(outline, coat.fur, edge=True)


def collar(rng: np.random.Generator, paint: Painter) -> None:
    """A collar around the neck with a bell."""
    colour = bright(rng)
    paint.line([(-0.62, 0.74), (0, 1.0), (0.62, 0.74)], 0.18, colour, smooth=True)
    paint.ellipse(0, 1.1, 0.12, 0.12, (236, 206, 80))


# Faces


@dataclass(frozen=True)
class Face:
    """A head that is being drawn.

    Attributes:
        rng: source of chance.
        paint: painter whose (0, 0) is the middle of the head.
        coat: the animal's coat.
        turn: how far it looks to the side, about -0.45 to 0.45.
    """

    rng: np.random.Generator
    paint: Painter
    coat: Coat
    turn: float

    def at(self, x: float, front: float = 0.0) -> float:
        """Where something at `x` is seen on the turned head.

        Args:
            x: place on a head that looks straight ahead.
            front: how far it stands out: 0 for ears, about 0.8 for eyes, 1.3 for a nose.
        """
        return 0.55 * front * self.turn + x * (1 - 0.28 * max(0.0, math.copysign(1, x) * self.turn))

    def squash(self, side: int) -> float:
        """How narrow things on this side look."""
        return 1 - 0.28 * max(0.0, side * self.turn)

    def head(self, outline: Points, smooth: bool = True) -> None:
        """The head itself, with tufts if the hair is long."""
        _fur(self.rng, self.paint, self.coat, curve(outline) if smooth else outline)

    def marking(self) -> None:
        """A blaze, a patch around one eye, a dark mask, or nothing."""
        kind = pick(self.rng, ("blaze", "patch", "mask", ""), (0.2, 0.14, 0.12, 0.54))
        middle = self.at(0, 1)
        if kind == "blaze":
            blaze = [(-0.12, -0.82), (0.12, -0.82), (0.24, 0.3), (-0.24, 0.3)]
            self.paint.moved(middle, 0).polygon(blaze, self.coat.light, smooth=True)
        elif kind == "patch":
            x = self.at(0.4 * pick(self.rng, SIDES), 0.8)
            self.paint.ellipse(x, -0.12, 0.34, 0.38, self.coat.fur.second)
        elif kind == "mask":
            self.paint.ellipse(middle, 0.15, 0.68, 0.55, mix(self.coat.base, INK, 0.5))

    def eyes(
        self,
        apart: float,
        y: float,
        size: tuple[float, float],
        iris: Colour,
        pupil: tuple[float, float],
        white: Colour | None = None,
    ) -> None:
        """Two eyes with a glint.

        Args:
            apart: distance of each from the middle.
            y: height.
            size: half axes of the iris.
            iris: its colour.
            pupil: half axes of the pupil.
            white: colour around the iris, if any shows.
        """
        closed = chance(self.rng, 0.04)
        for side in SIDES:
            x, narrow = self.at(side * apart, 0.8), self.squash(side)
            if closed:
                lid = [(x - size[0], y), (x, y + 0.1), (x + size[0], y)]
                self.paint.line(lid, 0.06, INK, smooth=True)
                continue
            if white:
                self.paint.ellipse(x, y, size[0] * 1.25 * narrow, size[1] * 1.22, white)
            self.paint.ellipse(x, y, size[0] * narrow, size[1], iris)
            self.paint.ellipse(x, y, pupil[0] * narrow, pupil[1], (14, 12, 14))
            self.paint.ellipse(x - 0.05, y - 0.06, 0.04, 0.04, (252, 252, 252))

    def small_eyes(self, apart: float = 0.4, y: float = -0.14) -> None:
        """Dark round eyes."""
        radius = self.rng.uniform(0.09, 0.15)
        iris = vary(self.rng, pick(self.rng, IRISES[2:]), 10)
        white = (240, 238, 232) if chance(self.rng, 0.3) else None
        self.eyes(apart, y, (radius, radius), iris, (radius * 0.7, radius * 0.75), white)

    def round_ears(self, x: float, y: float, radius: float, inside: Colour) -> None:
        """Ears like discs."""
        for side in SIDES:
            wide = radius * self.squash(side)
            outline = oval(self.at(side * x), y, wide, radius)
            if self.coat.tuft:
                outline = shaggy(self.rng, outline, self.coat.tuft)
            self.paint.polygon(outline, self.coat.fur, edge=True)
            self.paint.ellipse(self.at(side * x), y + 0.04, wide * 0.6, radius * 0.6, inside)

    def side_ears(self, x: float, y: float, size: tuple[float, float], angle: float) -> None:
        """Ears that stand off to the sides like leaves; `angle` is how far they hang."""
        for side in SIDES:
            where = self.at(side * x), y
            self.paint.ellipse(*where, *size, self.coat.fur, side * angle, edge=True)
            inner = size[0] * 0.6, size[1] * 0.55
            self.paint.ellipse(*where, *inner, self.coat.skin, side * angle)

    def whiskers(self, y: float, count: int, reach: tuple[float, float]) -> None:
        """Hairs to both sides, light on a dark face and dark on a light one."""
        light = sum(self.coat.base) < 400
        colour = (246, 246, 246) if light else (64, 60, 60)
        for side in SIDES:
            for number in range(count):
                start = self.at(side * 0.26, 1), y + 0.05 * number
                stop = self.at(side * self.rng.uniform(*reach), 0.8)
                drop = y - 0.18 + 0.16 * number + self.rng.uniform(-0.06, 0.06)
                self.paint.line([start, (stop, drop)], 0.03, colour)

    def mouth(self, x: float, y: float, wide: float) -> None:
        """Two arcs that meet in the middle."""
        arcs = [(-1, 0), (-0.4, 0.3), (0, 0), (0.4, 0.3), (1, 0)]
        self.paint.line(np.array(arcs) * [wide, 0.3] + [x, y], 0.045, INK, smooth=True)

    def nose_colour(self) -> Colour:
        """Black, pink or brown."""
        pink = vary(self.rng, (196, 120, 116), 10)
        return pick(self.rng, (INK, pink, (96, 62, 50)), (0.65, 0.2, 0.15))


# Fourteen kinds


def bear(face: Face) -> None:
    """Round ears at the top, a light snout."""
    rng, paint, coat = face.rng, face.paint, face.coat
    face.round_ears(0.72, -0.72, rng.uniform(0.28, 0.4), coat.skin)
    face.head(oval(0, 0, rng.uniform(0.95, 1.05), 0.92), smooth=False)
    face.marking()
    face.small_eyes()
    x, y = face.at(0, 1.2), rng.uniform(0.32, 0.42)
    paint.ellipse(x, y + 0.06, 0.42, 0.36, coat.light)
    paint.ellipse(x, y - 0.08, 0.17, 0.12, face.nose_colour())
    paint.line([(x, y), (x, y + 0.2)], 0.045, INK)
    face.mouth(x, y + 0.2, 0.2)


def rabbit(face: Face) -> None:
    """Long upright ears, two teeth."""
    rng, paint, coat = face.rng, face.paint, face.coat
    long, bent = rng.uniform(0.6, 0.9), chance(rng, 0.25)
    for side in SIDES:
        lean = side * rng.uniform(0.05, 0.45)
        x, y = side * 0.38 + math.sin(lean) * long * 0.9, -0.75 - math.cos(lean) * long * 0.9
        paint.ellipse(x, y, 0.23, long, coat.fur, lean, edge=True)
        paint.ellipse(x, y, 0.12, long * 0.75, coat.skin, lean)
        if bent and side > 0:
            paint.ellipse(x + 0.25, y - 0.5 * long, 0.34, 0.2, coat.shade, 0.5)
    face.head(oval(0, 0, 0.95, 0.9), smooth=False)
    face.marking()
    face.small_eyes(0.45)
    x, y = face.at(0, 1), 0.36
    for side in SIDES:
        paint.ellipse(x + side * 0.17, y + 0.08, 0.23, 0.18, coat.light)
    paint.polygon([(x - 0.1, y - 0.08), (x + 0.1, y - 0.08), (x, y + 0.04)], coat.skin)
    teeth = [(-0.1, 0.18), (0.1, 0.18), (0.09, 0.42), (-0.09, 0.42)]
    paint.moved(x, y).polygon(teeth, WHITE)
    if chance(rng, 0.5):
        face.whiskers(y, 2, (0.8, 1.1))


def pig(face: Face) -> None:
    """A snout like a disc, with two nostrils."""
    rng, paint, coat = face.rng, face.paint, face.coat
    for side in SIDES:
        tip = side * rng.uniform(0.8, 1.05), rng.uniform(-1.3, -1.1)
        paint.polygon([(side * 0.25, -0.8), tip, (side * 0.95, -0.4)], coat.fur, edge=True)
        paint.polygon([(side * 0.55, -0.9), tip, (side * 0.85, -0.6)], coat.skin)
    face.head(oval(0, 0, 0.98, 0.92), smooth=False)
    face.marking()
    face.small_eyes(0.45)
    x, y = face.at(0, 1.3), 0.34
    paint.ellipse(x, y, 0.4, 0.3, mix(coat.skin, coat.base, 0.3), edge=True)
    for side in SIDES:
        paint.ellipse(x + side * 0.14, y, 0.07, 0.11, (110, 60, 60))
    face.mouth(x, y + 0.36, 0.2)


def cow(face: Face) -> None:
    """Horns, ears to the sides, a broad muzzle."""
    rng, paint, coat = face.rng, face.paint, face.coat
    for side in SIDES:
        tip = side * rng.uniform(0.7, 0.98), rng.uniform(-1.5, -1.3)
        horn = [(side * 0.42, -0.75), (side * 0.85, -0.95), tip]
        paint.tapering(horn, 0.26, 0.06, (226, 214, 190))
    face.side_ears(1.12, -0.42, (0.38, 0.2), -0.25)
    face.head(
        np.array(
            [(-0.6, -0.9), (0.6, -0.9), (0.85, -0.1), (0.6, 0.85), (-0.6, 0.85), (-0.85, -0.1)]
        )
    )
    face.marking()
    face.small_eyes(0.5)
    x, y = face.at(0, 1.2), 0.5
    paint.ellipse(x, y, 0.64, 0.42, pick(rng, (coat.skin, coat.light), (0.6, 0.4)), edge=True)
    for side in SIDES:
        paint.ellipse(x + side * 0.26, y - 0.1, 0.09, 0.07, (80, 50, 50))
    paint.line([(x - 0.26, y + 0.18), (x, y + 0.23), (x + 0.26, y + 0.18)], 0.045, INK)


def mouse(face: Face) -> None:
    """Large round ears, a face that runs to a point, whiskers."""
    rng, paint, coat = face.rng, face.paint, face.coat
    face.round_ears(0.82, -0.78, rng.uniform(0.5, 0.68), coat.skin)
    x = face.at(0, 1)
    cheeks = [
        (-0.6, -0.8),
        (0.6, -0.8),
        (0.86, -0.05),
        (x + 0.22, 0.85),
        (x - 0.22, 0.85),
        (-0.86, -0.05),
    ]
    face.head(cheeks)
    face.marking()
    face.small_eyes(0.36)
    face.whiskers(0.6, 2, (0.75, 1.0))
    paint.ellipse(x, 0.75, 0.14, 0.12, coat.skin)
    face.mouth(x, 0.92, 0.12)


def monkey(face: Face) -> None:
    """A bare face within the fur, ears at the sides."""
    rng, paint, coat = face.rng, face.paint, face.coat
    for side in SIDES:
        paint.ellipse(face.at(side), -0.02, 0.33, 0.36, coat.fur, edge=True)
        paint.ellipse(face.at(side * 1.02), 0, 0.19, 0.22, coat.skin)
    face.head(oval(0, 0, 0.98, 0.94), smooth=False)
    x = face.at(0, 1)
    bare = coat.light if chance(rng, 0.6) else vary(rng, (222, 176, 140))
    for side in SIDES:
        paint.ellipse(face.at(side * 0.3, 1), -0.12, 0.38, 0.36, bare)
    paint.ellipse(x, 0.42, 0.58, 0.42, bare)
    face.small_eyes(0.3)
    for side in SIDES:
        paint.ellipse(x + side * 0.08, 0.28, 0.045, 0.035, INK)
    paint.line([(x - 0.28, 0.5), (x, 0.62), (x + 0.28, 0.5)], 0.05, INK, smooth=True)


def owl(face: Face) -> None:
    """Great eyes in discs, a beak, feathers like horns."""
    rng, paint, coat = face.rng, face.paint, face.coat
    for side in SIDES:
        tip = side * rng.uniform(0.75, 0.98), rng.uniform(-1.35, -1.15)
        paint.polygon([(side * 0.25, -0.8), tip, (side * 0.92, -0.35)], coat.fur, edge=True)
    face.head(oval(0, 0, 1.02, 0.92), smooth=False)
    y = -0.1
    for side in SIDES:
        paint.ellipse(face.at(side * 0.42, 0.7), y, 0.44, 0.46, coat.light)
    radius = rng.uniform(0.2, 0.28)
    iris = vary(rng, (236, 176, 50))
    face.eyes(0.42, y, (radius, radius), iris, (radius * 0.55, radius * 0.55))
    x = face.at(0, 1.2)
    paint.polygon(
        [(x - 0.15, 0.1), (x + 0.15, 0.1), (x, rng.uniform(0.4, 0.6))], vary(rng, (230, 160, 60))
    )


def frog(face: Face) -> None:
    """Eyes on top of a wide head, a wide mouth."""
    paint, coat = face.paint, face.coat
    for side in SIDES:
        paint.ellipse(face.at(side * 0.55), -0.72, 0.36, 0.36, coat.fur, edge=True)
    face.head(oval(0, 0.05, 1.14, 0.8), smooth=False)
    for side in SIDES:
        x = face.at(side * 0.55, 0.25)
        paint.ellipse(x, -0.78, 0.25, 0.25, (240, 236, 200))
        paint.ellipse(x, -0.78, 0.2, 0.08, INK)
    x = face.at(0, 0.6)
    smile = [(-0.8, 0.18), (-0.38, 0.42), (x, 0.48), (0.38, 0.42), (0.8, 0.18)]
    paint.line(smile, 0.06, INK, smooth=True)
    for side in SIDES:
        paint.ellipse(x + side * 0.1, -0.02, 0.035, 0.035, INK)


def sheep(face: Face) -> None:
    """A narrow face in a cloud of wool."""
    rng, paint, coat = face.rng, face.paint, face.coat
    face.side_ears(1.02, -0.05, (0.38, 0.17), 0.35)
    for angle in np.linspace(0, 2 * np.pi, 11, endpoint=False):
        puff = 0.76 * math.cos(angle), -0.2 + 0.7 * math.sin(angle)
        paint.ellipse(*puff, 0.36, 0.36, coat.fur, edge=True)
    paint.ellipse(0, -0.2, 0.8, 0.75, coat.fur)
    x = face.at(0, 0.9)
    paint.ellipse(x, 0.14, 0.6, 0.82, pick(rng, (coat.light, mix(coat.base, INK, 0.65))))
    face.small_eyes(0.3, 0)
    paint.polygon([(x - 0.15, 0.4), (x + 0.15, 0.4), (x, 0.54)], INK)
    face.mouth(x, 0.64, 0.18)


def elephant(face: Face) -> None:
    """A trunk, wide ears, tusks."""
    rng, paint, coat = face.rng, face.paint, face.coat
    for side in SIDES:
        size = rng.uniform(0.5, 0.68) * face.squash(side), rng.uniform(0.65, 0.9)
        paint.ellipse(face.at(side * 1.12), -0.05, *size, coat.fur, edge=True)
        paint.ellipse(
            face.at(side * 1.1), 0, size[0] * 0.65, size[1] * 0.65, mix(coat.base, coat.skin, 0.4)
        )
    face.head(oval(0, 0, 0.9, 0.94), smooth=False)
    face.small_eyes(0.48)
    x, swing = face.at(0, 1), rng.normal(0, 0.4)
    for side in SIDES:
        tusk = [
            (x + side * 0.3, 0.5),
            (x + side * 0.42, 0.8),
            (x + side * rng.uniform(0.5, 0.75), 1.05),
        ]
        paint.tapering(tusk, 0.16, 0.05, (244, 238, 220))
    trunk = [(x, 0.05), (x + 0.2 * swing, 0.7), (x + 0.7 * swing, 1.25), (x + 1.8 * swing, 1.55)]
    paint.tapering(trunk, 0.5, 0.26, mix(coat.base, BLACK, 0.1), edge=True)
    for share in (0.5, 0.8, 1.1):
        paint.line([(x - 0.15, share), (x + 0.15, share + 0.03)], 0.035, coat.shade)


def koala(face: Face) -> None:
    """Wide woolly ears, a long black nose."""
    rng, paint, coat = face.rng, face.paint, face.coat
    face.round_ears(1.0, -0.48, rng.uniform(0.45, 0.6), coat.light)
    face.head(oval(0, 0, 0.96, 0.9), smooth=False)
    face.small_eyes(0.46)
    x = face.at(0, 1.2)
    paint.ellipse(x, 0.24, 0.21, 0.36, INK)
    paint.ellipse(x - 0.05, 0.1, 0.06, 0.1, (90, 90, 96))
    face.mouth(x, 0.66, 0.18)


def penguin(face: Face) -> None:
    """A white face and a beak."""
    rng, paint = face.rng, face.paint
    face.head(oval(0, 0, 0.95, 0.95), smooth=False)
    x = face.at(0, 0.9)
    for side in SIDES:
        paint.ellipse(x + side * 0.26, -0.02, 0.42, 0.5, (244, 244, 240))
    paint.ellipse(x, 0.3, 0.5, 0.45, (244, 244, 240))
    face.small_eyes(0.3, -0.1)
    beak = face.at(0, 1.4)
    tip = beak + face.turn * 0.4, rng.uniform(0.42, 0.55)
    paint.polygon([(beak - 0.2, 0.14), (beak + 0.2, 0.14), tip], vary(rng, (236, 160, 50)))


def raccoon(face: Face) -> None:
    """A dark mask over the eyes, a broad face that ends in a point."""
    rng, paint, coat = face.rng, face.paint, face.coat
    face.round_ears(0.66, -0.74, rng.uniform(0.26, 0.36), coat.light)
    x = face.at(0, 1)
    face.head(
        [(-0.5, -0.85), (0.5, -0.85), (1.08, 0.1), (x + 0.3, 0.85), (x - 0.3, 0.85), (-1.08, 0.1)]
    )
    for side in SIDES:
        at = face.at(side * 0.45, 0.8)
        paint.ellipse(at, -0.32, 0.34, 0.14, coat.light, side * 0.3)
        paint.ellipse(at, -0.02, 0.4, 0.24, mix(coat.base, INK, 0.75), side * 0.35)
    paint.ellipse(x, 0.5, 0.32, 0.34, coat.light)
    face.small_eyes(0.4, -0.04)
    paint.ellipse(face.at(0, 1.3), 0.42, 0.15, 0.11, INK)
    face.mouth(face.at(0, 1.2), 0.66, 0.14)


def deer(face: Face) -> None:
    """Antlers, a long narrow face, ears to the sides."""
    rng, paint, coat = face.rng, face.paint, face.coat
    horn, tall = vary(rng, (150, 116, 84)), rng.uniform(0.9, 1.3)
    for side in SIDES:
        fork = side * 0.55, -0.8 - 0.5 * tall
        paint.line([(side * 0.28, -0.75), fork, (side * 0.5, -0.8 - tall)], 0.11, horn, smooth=True)
        paint.line([fork, (side * 0.95, -0.85 - 0.8 * tall)], 0.09, horn)
    face.side_ears(0.9, -0.55, (0.42, 0.2), -0.35)
    face.head(
        [(-0.52, -0.85), (0.52, -0.85), (0.68, -0.15), (0.36, 0.85), (-0.36, 0.85), (-0.68, -0.15)]
    )
    face.marking()
    face.small_eyes(0.42)
    x = face.at(0, 1.3)
    paint.ellipse(x, 0.66, 0.34, 0.3, coat.light)
    paint.ellipse(x, 0.54, 0.18, 0.12, INK)
    face.mouth(x, 0.78, 0.14)


def _wings(rng, paint: Painter, coat: Coat, belly: Fill) -> None:
    """The upright body of a bird."""
    wide = rng.uniform(0.8, 1.05)
    for side in SIDES:
        paint.ellipse(side * 0.35, 2.78, 0.28, 0.14, vary(rng, (230, 160, 60)))
    paint.ellipse(0, 1.65, wide, 1.15, coat.fur, edge=True)
    paint.ellipse(0, 1.8, wide * 0.62, 0.9, belly)
    for side in SIDES:
        paint.ellipse(
            side * wide * 0.95,
            1.6,
            0.26,
            0.8,
            coat.shade,
            side * -rng.uniform(0.05, 0.5),
            edge=True,
        )
    _throat(paint, coat)


def _squat(rng, paint: Painter, coat: Coat) -> None:
    """The body of a sitting frog."""
    wide = rng.uniform(0.9, 1.15)
    for side in SIDES:
        paint.ellipse(side * wide * 0.9, 2.1, 0.5, 0.62, coat.fur, side * 0.4, edge=True)
        paint.ellipse(side * wide * 1.15, 2.65, 0.42, 0.14, coat.shade)
    paint.ellipse(0, 1.6, wide * 0.8, 1.1, coat.fur, edge=True)
    paint.ellipse(0, 1.75, wide * 0.5, 0.8, coat.light)
    for side in SIDES:
        leg = [(side * 0.5, 1.6), (side * 0.45, 2.2), (side * 0.5, 2.65)]
        paint.tapering(leg, 0.3, 0.22, coat.fur, edge=True)


@dataclass(frozen=True)
class Kind:
    """What makes an animal: its face, its tail, how sturdy it is, whether it only sits."""

    face: Callable[[Face], None]
    tail: str = "stub"
    sturdy: float = 1.0
    upright: bool = False


ANIMALS = {
    "bear": Kind(bear, "stub", 1.2),
    "rabbit": Kind(rabbit, "stub"),
    "pig": Kind(pig, "curled", 1.15),
    "cow": Kind(cow, "tassel", 1.15),
    "mouse": Kind(mouse, "long", 0.9),
    "monkey": Kind(monkey, "long", 0.9, upright=True),
    "owl": Kind(owl, upright=True),
    "frog": Kind(frog, upright=True),
    "sheep": Kind(sheep, "stub", 1.1),
    "elephant": Kind(elephant, "tassel", 1.25),
    "koala": Kind(koala, "stub", 1.1),
    "penguin": Kind(penguin, upright=True),
    "raccoon": Kind(raccoon, "bushy"),
    "deer": Kind(deer, "stub", 0.9),
}


def choose_pose(rng: np.random.Generator, kind: Kind) -> str:
    """How an animal of this kind is held this time."""
    if kind.upright:
        return pick(rng, ("sitting", "portrait"), (0.75, 0.25))
    return pick(rng, tuple(POSES), POSE_SHARES)


def draw_animal(rng: np.random.Generator, paint: Painter, kind: Kind, pose: str) -> None:
    """A whole animal: body, collar, head."""
    fur = coat(rng, paint)
    if kind.face in (owl, penguin):
        _wings(rng, paint, fur, (244, 244, 240) if kind.face is penguin else fur.light)
    elif kind.face is frog:
        _squat(rng, paint, fur)
    else:
        body(rng, paint, fur, pose, kind.tail, kind.sturdy)
    if chance(rng, 0.3):
        collar(rng, paint)
    turn = rng.uniform(-0.45, 0.45)
    head = paint.moved(0, rng.uniform(-0.06, 0.06), rng.normal(0, 0.12), rng.uniform(0.92, 1.06))
    kind.face(Face(rng, head, fur, turn))
