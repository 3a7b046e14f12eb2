"""What all drawn pictures share: colours, curves, a painter, materials, light, a camera.

A picture is drawn several times larger than it will be and made smaller at the end, which
smooths its edges. An object is drawn on a transparent layer of its own, in its own coordinates
(x to the right, y down, its size about 1 to 3 units), so that light, fur and shadow can follow
its outline. Needs Pillow and NumPy only. The scripts beside this file draw with it.

Every function that draws something at random takes a `numpy.random.Generator` and uses no
other source of chance: the same generator state gives the same pixels.
"""

from __future__ import annotations

import concurrent.futures
import math
import multiprocessing
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Points = Any  # Anything that NumPy turns into an (n, 2) array of x and y.
Item = TypeVar("Item")
Result = TypeVar("Result")

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
INK: Colour = (30, 26, 30)
CREAM: Colour = (255, 250, 240)
SIDES = (-1, 1)  # Left and right.

BRIGHT: tuple[Colour, ...] = (
    (214, 52, 48),
    (240, 150, 40),
    (244, 208, 60),
    (96, 172, 72),
    (44, 138, 120),
    (60, 124, 204),
    (96, 84, 180),
    (196, 84, 150),
    (236, 236, 230),
    (66, 66, 74),
    (142, 94, 60),
    (120, 200, 220),
)
FURS: tuple[tuple[Colour, Colour], ...] = (  # A coat and the colour of its markings.
    ((40, 38, 42), (94, 90, 94)),
    ((236, 232, 226), (188, 182, 174)),
    ((136, 136, 142), (84, 84, 92)),
    ((232, 206, 160), (188, 148, 98)),
    ((220, 136, 62), (166, 86, 34)),
    ((128, 84, 54), (76, 48, 34)),
    ((92, 62, 46), (52, 36, 28)),
    ((196, 152, 102), (132, 90, 56)),
    ((108, 120, 138), (68, 76, 92)),
    ((214, 168, 84), (158, 110, 44)),
)
PATTERNS = ("plain", "stripes", "spots", "patches", "gradient", "countershade", "checks")


# Chance and colours


def chance(rng: np.random.Generator, probability: float) -> bool:
    """True with this probability."""
    return bool(rng.random() < probability)


def pick(rng: np.random.Generator, items: Sequence[Item], shares: Points = None) -> Item:
    """One of the items, each equally likely or in these shares."""
    if shares is None:
        return items[int(rng.integers(len(items)))]
    cumulative = np.cumsum(np.asarray(shares, float))
    place = np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right")
    return items[min(int(place), len(items) - 1)]


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """A colour between two: `first` for a share of 0, `second` for 1."""
    return tuple(
        int(min(255, max(0, a + (b - a) * share))) for a, b in zip(first, second, strict=True)
    )


def vary(rng: np.random.Generator, colour: Colour, spread: float = 14) -> Colour:
    """A colour near this one: lighter or darker, and with another tint."""
    shift = 0.6 * spread * (rng.normal() + rng.normal(size=3))
    return tuple(int(min(255, max(0, a + b))) for a, b in zip(colour, shift, strict=True))


def bright(rng: np.random.Generator, spread: float = 22) -> Colour:
    """A colour of toys, clothes and signs."""
    return vary(rng, pick(rng, BRIGHT), spread)


# Curves


def curve(points: Points, closed: bool = True, steps: int = 5) -> np.ndarray:
    """A smooth Catmull-Rom curve through the points, as (m, 2) points."""
    points = np.asarray(points, float)
    if closed:
        knots = np.vstack([points[-1:], points, points[:2]])
    else:
        ends = 2 * points[:1] - points[1:2], 2 * points[-1:] - points[-2:-1]
        knots = np.vstack([ends[0], points, ends[1]])
    before, start, stop, after = (knots[i : len(knots) - 3 + i, None] for i in range(4))
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    smooth = 0.5 * (
        2 * start
        + (stop - before) * t
        + (2 * before - 5 * start + 4 * stop - after) * t**2
        + (3 * start - before - 3 * stop + after) * t**3
    )
    smooth = smooth.reshape(-1, 2)
    return smooth if closed else np.vstack([smooth, points[-1:]])


def oval(x: float, y: float, across: float, along: float, angle: float = 0.0) -> np.ndarray:
    """The outline of an ellipse with these half axes, turned by `angle` radians: (28, 2)."""
    t = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    u, v = across * np.cos(t), along * np.sin(t)
    return np.c_[
        x + u * math.cos(angle) - v * math.sin(angle), y + u * math.sin(angle) + v * math.cos(angle)
    ]


def shaggy(rng: np.random.Generator, outline: Points, length: float) -> np.ndarray:
    """A closed outline with tufts of about this length standing out, as fur and bushes have."""
    outline = np.asarray(outline, float)
    steps = np.linalg.norm(np.roll(outline, -1, 0) - outline, axis=1)
    along = np.r_[0, np.cumsum(steps)]
    count = 2 * max(8, int(along[-1] / (2 * length)))
    at = np.linspace(0, along[-1], count, endpoint=False)
    closed = np.vstack([outline, outline[:1]])
    points = np.c_[np.interp(at, along, closed[:, 0]), np.interp(at, along, closed[:, 1])]
    tangent = np.roll(points, -1, 0) - np.roll(points, 1, 0)
    normal = np.c_[tangent[:, 1], -tangent[:, 0]]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
    if np.sum((points - points.mean(0)) * normal) < 0:
        normal = -normal  # The outline ran the other way round: turn to the outside.
    out = np.where(np.arange(count) % 2, rng.uniform(0.4, 1.2, count), 0.0) * length
    return points + normal * out[:, None] + [0, 0.25] * out[:, None]  # Hair hangs.


# Painting


@dataclass(frozen=True)
class Material:
    """What an object is made of.

    Attributes:
        image: RGB picture of the whole layer's size, with the pattern in place.
        base, second: the two colours of the pattern.
    """

    image: Image.Image
    base: Colour
    second: Colour


Fill = Colour | Material


@dataclass(frozen=True)
class Painter:
    """Draws on an image, in the coordinates of one object.

    Attributes:
        image: what is drawn on, RGB or RGBA.
        matrix: (2, 2), object's units to pixels.
        origin: (2,), pixel at which the object's (0, 0) lies.
        edge: width of the outlines that `edge=True` asks for, in units; 0 draws none.
    """

    image: Image.Image
    matrix: np.ndarray
    origin: np.ndarray
    edge: float = 0.0

    @classmethod
    def across(cls, image: Image.Image) -> Painter:
        """A painter whose coordinates go from 0 to 1 over the image's width and height."""
        return cls(image, np.diag(np.asarray(image.size, float)), np.zeros(2))

    @property
    def scale(self) -> float:
        """Pixels in a unit."""
        return math.sqrt(abs(float(np.linalg.det(self.matrix))))

    def on(self, image: Image.Image) -> Painter:
        """The same coordinates on another image."""
        return replace(self, image=image)

    def moved(self, x: float, y: float, angle: float = 0.0, scale: float = 1.0) -> Painter:
        """A painter whose (0, 0) lies at (x, y) here, turned by `angle` radians and scaled."""
        c, s = math.cos(angle) * scale, math.sin(angle) * scale
        turned = self.matrix @ np.array([[c, -s], [s, c]])
        return replace(self, matrix=turned, origin=self.origin + self.matrix @ [x, y])

    def pixels(self, points: Points) -> list[tuple[float, float]]:
        """Object's coordinates to pixels."""
        return list(map(tuple, (np.asarray(points, float) @ self.matrix.T + self.origin).tolist()))

    def polygon(self, points: Points, fill: Fill, smooth: bool = False, edge: bool = False) -> None:
        """A closed shape through the points, filled, with or without an outline."""
        pixels = self.pixels(curve(points) if smooth else points)
        if isinstance(fill, Material):
            mask = Image.new("L", self.image.size)
            ImageDraw.Draw(mask).polygon(pixels, fill=255)
            self.image.paste(fill.image, mask=mask)
        else:
            ImageDraw.Draw(self.image).polygon(pixels, fill=fill)
        if edge and self.edge:
            colour = mix(fill.base if isinstance(fill, Material) else fill, INK, 0.55)
            self._stroke([*pixels, pixels[0]], self.edge, colour)

    def ellipse(
        self,
        x: float,
        y: float,
        across: float,
        along: float,
        fill: Fill,
        angle: float = 0.0,
        edge: bool = False,
    ) -> None:
        """An ellipse around (x, y) with these half axes, turned by `angle` radians."""
        self.polygon(oval(x, y, across, along, angle), fill, edge=edge)

    def line(self, points: Points, width: float, colour: Colour, smooth: bool = False) -> None:
        """A line through the points with round ends."""
        pixels = self.pixels(curve(points, closed=False) if smooth else points)
        self._stroke(pixels, width, colour)
        radius = width * self.scale / 2
        if radius >= 1.5:
            pen = ImageDraw.Draw(self.image)
            for x, y in (pixels[0], pixels[-1]):
                pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)

    def tapering(
        self, points: Points, start: float, stop: float, fill: Fill, edge: bool = False
    ) -> None:
        """A curve through the points whose width goes from `start` to `stop`: tails, trunks."""
        path = curve(points, closed=False)
        tangent = np.gradient(path, axis=0)
        normal = np.c_[-tangent[:, 1], tangent[:, 0]]
        normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
        half = np.linspace(start, stop, len(path))[:, None] / 2
        self.polygon(
            np.vstack([path + normal * half, (path - normal * half)[::-1]]), fill, edge=edge
        )
        self.ellipse(*path[-1], stop / 2, stop / 2, fill)

    def _stroke(self, pixels: list, width: float, colour: Colour) -> None:
        wide = max(1, round(width * self.scale))
        ImageDraw.Draw(self.image).line(pixels, fill=colour, width=wide, joint="curve")


# Materials


def material(
    rng: np.random.Generator, painter: Painter, base: Colour, second: Colour, pattern: str
) -> Material:
    """One of the PATTERNS in these colours, drawn in the painter's coordinates."""
    image = Image.new("RGB", painter.image.size, base)
    if pattern != "plain":
        _DRAW_PATTERN[pattern](rng, painter.on(image), base, second)
    return Material(image, base, second)


def _stripes(rng: np.random.Generator, paint: Painter, base: Colour, second: Colour) -> None:
    turn = rng.normal(0, 0.35) + (np.pi / 2 if chance(rng, 0.5) else 0)
    turned = paint.moved(0, 0, turn)
    step = rng.uniform(0.22, 0.46)
    width, wave = step * rng.uniform(0.3, 0.55), rng.uniform(0, 0.12)
    y = np.linspace(-4, 4, 17)
    for x in np.arange(-4, 4, step):
        path = np.c_[x + rng.normal(0, 0.03) + wave * np.sin(3 * y + x), y]
        turned.line(path, width * rng.uniform(0.7, 1.3), second)


def _spots(rng: np.random.Generator, paint: Painter, base: Colour, second: Colour) -> None:
    radius = rng.uniform(0.07, 0.19)
    step = radius * rng.uniform(2.6, 3.6)
    for x in np.arange(-3, 3, step):
        for y in np.arange(-3, 3.5, step):
            across, along = radius * rng.uniform(0.5, 1.3, 2)
            u, v = rng.uniform(-0.4, 0.4, 2) * step
            paint.ellipse(x + u, y + v, across, along, second)


def _patches(rng: np.random.Generator, paint: Painter, base: Colour, second: Colour) -> None:
    for _ in range(int(rng.integers(4, 10))):
        x, y, radius = rng.uniform(-1.7, 1.7), rng.uniform(-1.6, 2.6), rng.uniform(0.3, 0.8)
        angles = np.sort(rng.uniform(0, 2 * np.pi, 7))
        reach = radius * rng.uniform(0.6, 1.2, 7)
        paint.polygon(
            np.c_[x + reach * np.cos(angles), y + reach * np.sin(angles)], second, smooth=True
        )


def _gradient(rng: np.random.Generator, paint: Painter, base: Colour, second: Colour) -> None:
    turned = paint.moved(0, 0, rng.normal(0, 0.5))
    top, reach = rng.uniform(-1.6, -0.6), rng.uniform(1.6, 4)
    for y in np.linspace(0, 1, 20):
        low = top + y * reach
        turned.polygon([(-6, low), (6, low), (6, 7), (-6, 7)], mix(base, second, y))


def _countershade(rng: np.random.Generator, paint: Painter, base: Colour, second: Colour) -> None:
    y = rng.uniform(-0.05, 0.5)
    x = np.linspace(-5, 5, 12)
    edge = y + rng.normal(0, 0.06, 12)
    paint.polygon(np.vstack([np.c_[x, edge], [(5, 6), (-5, 6)]]), second)


def _checks(rng: np.random.Generator, paint: Painter, base: Colour, second: Colour) -> None:
    step = rng.uniform(0.22, 0.42)
    turned = paint.moved(0, 0, pick(rng, (0.0, 0.78)) + rng.normal(0, 0.08))
    cells = np.arange(-3, 3, step)
    for row, x in enumerate(cells):
        for y in cells[row % 2 :: 2]:
            turned.polygon([(x, y), (x + step, y), (x + step, y + step), (x, y + step)], second)


_DRAW_PATTERN = {
    "stripes": _stripes,
    "spots": _spots,
    "patches": _patches,
    "gradient": _gradient,
    "countershade": _countershade,
    "checks": _checks,
}


# Light and camera


def light_up(
    layer: Image.Image, rng: np.random.Generator, angle: float, depth: float, fur: float
) -> Image.Image:
    """Give a flat layer some volume: brighter towards the light, and rough like fur.

    Args:
        layer: RGBA, an object on nothing.
        rng: source of chance for the roughness.
        angle: where the light comes from, in radians; 0 is the right, pi / 2 below.
        depth: how strong the relief is, 0 to about 0.5.
        fur: strength of the roughness, 0 to about 0.2.
    """
    side = layer.size[0]
    radius = side * 0.06
    soft = layer.getchannel("A").filter(ImageFilter.BoxBlur(radius))
    down, right = np.gradient(np.asarray(soft, np.float32) / 255 * 2 * radius)
    factor = 1 - depth * (math.cos(angle) * right + math.sin(angle) * down)
    if fur:
        grain = rng.normal(0, 1, (side // 8, side // 3)).astype(np.float32)
        strands = Image.fromarray(grain).resize((side, side), Image.Resampling.BILINEAR)
        factor = factor * (1 + fur * np.asarray(strands))
    pixels = np.asarray(layer).astype(np.float32)
    pixels[..., :3] *= factor[..., None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8), "RGBA")


def lay_over(
    background: Image.Image, layer: Image.Image, angle: float, distance: float, darkness: float
) -> Image.Image:
    """Set an RGBA layer before a background, with a soft shadow away from the light.

    Args:
        background: RGB.
        layer: RGBA, of the same size.
        angle: where the light comes from, in radians.
        distance: how far the shadow falls, as a share of the width.
        darkness: of the shadow, 0 to 1.
    """
    side = background.size[0]
    alpha = layer.getchannel("A")
    if darkness:
        shift = -distance * side * math.cos(angle), abs(distance * side * math.sin(angle))
        shadow = Image.new("L", background.size)
        shadow.paste(alpha.point([round(darkness * i) for i in range(256)]), tuple(map(int, shift)))
        shadow = shadow.filter(ImageFilter.BoxBlur(side * 0.02))
        background.paste((20, 20, 30), mask=shadow)
    background.paste(layer, mask=alpha)
    return background


def expose(
    rng: np.random.Generator,
    image: Image.Image,
    angle: float,
    night: bool = False,
    noise: tuple[float, float] = (2, 10),
) -> np.ndarray:
    """What a camera makes of a scene: exposure, colour cast, uneven light, noise.

    Args:
        rng: source of chance.
        image: RGB.
        angle: where the light comes from, in radians.
        night: whether a lamp lights one part and leaves the rest dark.
        noise: least and largest spread of the noise, in grey levels.

    Returns:
        (height, width, 3) uint8.
    """
    pixels = np.asarray(image, np.float32)
    height, width = pixels.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    gain = np.clip((1 + rng.normal(0, 0.15)) * (1 + rng.normal(0, 0.06, 3)), 0.45, 1.5)
    slope = abs(rng.normal(0, 0.2))
    light = 1 + slope * (math.cos(angle) * x + math.sin(angle) * y)
    if night:
        u, v = rng.uniform(-0.6, 0.6, 2)
        light = light * (0.3 + 0.9 * np.exp(-((x - u) ** 2 + (y - v) ** 2) / 1.2))
    pixels = pixels * (light[..., None] * gain.astype(np.float32))
    pixels = pixels + rng.uniform(*noise) * rng.standard_normal(pixels.shape, np.float32)
    return np.clip(pixels, 0, 255).astype(np.uint8)


def contact_sheet(images: np.ndarray, columns: int, zoom: int = 2, gap: int = 3) -> Image.Image:
    """Many pictures in one, row by row, to look at.

    Args:
        images: (n, height, width, 3) uint8.
        columns: pictures in a row.
        zoom: how many times larger than they are.
        gap: pixels between them.
    """
    count, height, width = images.shape[:3]
    high, wide = height * zoom + gap, width * zoom + gap
    sheet = Image.new("RGB", (columns * wide, -(-count // columns) * high), WHITE)
    for number, image in enumerate(images):
        large = Image.fromarray(image).resize(
            (width * zoom, height * zoom), Image.Resampling.BICUBIC
        )
        sheet.paste(large, (number % columns * wide, number // columns * high))
    return sheet


def parallel(function: Callable[[Item], Result], jobs: Sequence[Item]) -> list[Result]:
    """`function` of each job, in their order, on all cores.

    Processes are started afresh ("spawn"; a fork of a process with TensorFlow in it may hang),
    so that a script which calls this must guard itself with `if __name__ == "__main__"`.
    """
    workers = min(os.cpu_count() or 1, len(jobs) // 32)
    if workers < 2:
        return list(map(function, jobs))
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        return list(pool.map(function, jobs, chunksize=32))
