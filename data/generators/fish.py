"""Seven kinds of fish, seen from the side. `data.generators.fishing` lays them on deck.

A fish is drawn in units of its body's length: the nose lies at x = 0, the root of the tail at
x = 1, the tail reaches to about 1.2, and y goes down. What tells the kinds apart is what tells
them apart at sea: the outline, the fins, the size of the eye, the colours and their pattern.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from data.generators.drawing import (
    BLACK,
    INK,
    WHITE,
    Colour,
    Material,
    Painter,
    Points,
    chance,
    curve,
    mix,
    vary,
)

Stops = Sequence[tuple[float, Colour]]  # From 0, the back, to 1, the belly.

# Outlines: x, and how far the body reaches above and below its axis there.
TUNA = np.array(
    [
        (0.00, 0.000, 0.000),
        (0.06, 0.052, 0.052),
        (0.18, 0.106, 0.106),
        (0.36, 0.140, 0.142),
        (0.55, 0.124, 0.130),
        (0.75, 0.072, 0.076),
        (0.92, 0.024, 0.024),
        (1.00, 0.018, 0.018),
    ]
)
STOUT_TUNA = TUNA * [1, 1.34, 1.30]
BLUNT = np.array(
    [
        (0.000, 0.010, 0.030),
        (0.015, 0.110, 0.060),
        (0.060, 0.175, 0.085),
        (0.160, 0.186, 0.110),
        (0.350, 0.160, 0.115),
        (0.600, 0.100, 0.080),
        (0.850, 0.045, 0.035),
        (1.000, 0.025, 0.022),
    ]
)
DISC = np.array(
    [
        (0.00, 0.010, 0.010),
        (0.06, 0.090, 0.070),
        (0.20, 0.250, 0.220),
        (0.42, 0.335, 0.320),
        (0.65, 0.270, 0.260),
        (0.85, 0.100, 0.100),
        (0.94, 0.050, 0.050),
        (1.00, 0.045, 0.045),
    ]
)
SHARK = np.array(
    [
        (0.00, 0.012, 0.000),
        (0.08, 0.042, 0.034),
        (0.22, 0.076, 0.070),
        (0.40, 0.096, 0.086),
        (0.60, 0.076, 0.062),
        (0.80, 0.040, 0.030),
        (0.93, 0.024, 0.018),
        (1.00, 0.020, 0.018),
    ]
)
SLENDER = np.array(
    [
        (0.00, 0.000, 0.000),
        (0.10, 0.036, 0.030),
        (0.24, 0.070, 0.066),
        (0.45, 0.086, 0.086),
        (0.65, 0.070, 0.070),
        (0.85, 0.036, 0.036),
        (1.00, 0.016, 0.016),
    ]
)
HUMPED = np.array(
    [
        (0.00, 0.000, 0.020),
        (0.07, 0.100, 0.060),
        (0.20, 0.190, 0.100),
        (0.40, 0.212, 0.122),
        (0.60, 0.166, 0.106),
        (0.80, 0.080, 0.066),
        (0.93, 0.050, 0.050),
        (1.00, 0.048, 0.048),
    ]
)


@dataclass(frozen=True)
class Fish:
    """One fish to be drawn: where, how deep its body, how it is bent.

    Attributes:
        rng: source of chance.
        paint: draws in the fish's units.
        back, belly: (n, 2), the outline's upper and lower half, nose to tail, unbent.
        bend: how far nose and tail hang down against the middle.
    """

    rng: np.random.Generator
    paint: Painter
    back: np.ndarray
    belly: np.ndarray
    bend: float

    @classmethod
    def of(cls, rng: np.random.Generator, paint: Painter, outline: np.ndarray) -> Fish:
        """A fish with about this outline."""
        x, above, below = (outline * [1, *np.full(2, rng.uniform(0.9, 1.1))]).T
        halves = (curve(np.c_[x, y], closed=False) for y in (-above, below))
        return cls(rng, paint, *halves, bend=rng.normal(0, 0.1))

    def high(self, x: Points) -> Points:
        """y of the back at x."""
        return np.interp(x, *self.back.T)

    def low(self, x: Points) -> Points:
        """y of the belly at x."""
        return np.interp(x, *self.belly.T)

    def bent(self, points: Points) -> np.ndarray:
        """Where points of the straight fish lie."""
        points = np.asarray(points, float)
        return points + [0, self.bend] * (points[:, :1] - 0.45) ** 2

    def shape(self, points: Points, colour: Colour, smooth: bool = True) -> None:
        """A fin, or any other flat part."""
        self.paint.polygon(self.bent(curve(points) if smooth else points), colour)

    def stroke(self, points: Points, colour: Colour, width: float = 0.014) -> None:
        """A line on the body."""
        self.paint.line(self.bent(points), width, colour, smooth=len(points) > 2)

    def dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A spot on the body."""
        self.paint.ellipse(*self.bent([(x, y)])[0], radius, radius, colour)

    def body(self, stops: Stops) -> None:
        """The body in colours that change from back to belly, and look round."""
        outline = self.bent(np.vstack([self.back, self.belly[::-1]]))
        pixels = np.array(self.paint.pixels(outline))
        left, top = np.floor(pixels.min(0)).astype(int)
        right, bottom = np.ceil(pixels.max(0)).astype(int) + 1
        grid = np.stack(np.meshgrid(np.arange(left, right), np.arange(top, bottom)), -1)
        x, y = np.moveaxis((grid - self.paint.origin) @ np.linalg.inv(self.paint.matrix).T, -1, 0)
        y = y - self.bend * (x - 0.45) ** 2
        depth = np.clip((y - self.high(x)) / (self.low(x) - self.high(x) + 1e-3), 0, 1)
        steps = np.linspace(0, 1, 64)
        places, colours = zip(*stops, strict=True)
        table = np.stack([np.interp(steps, places, band) for band in np.transpose(colours)], 1)
        roundness = 0.72 + 0.28 * np.sqrt(1 - (2 * steps - 1) ** 2)
        roundness += 0.16 * np.exp(-(((steps - 0.28) / 0.08) ** 2))  # The wet back shines.
        table = np.clip(table * roundness[:, None], 0, 255).astype(np.uint8)
        image = Image.new("RGB", self.paint.image.size)
        image.paste(Image.fromarray(table[(depth * 63).astype(int)]), (int(left), int(top)))
        self.paint.polygon(outline, Material(image, *(stops[0][1], stops[-1][1])))

    def tail(self, colour: Colour, span: float, reach: float = 1.19, fork: float = 0.05) -> None:
        """A forked tail: half its span, how far back its tips reach, how deep the fork is."""
        span, notch = self.vary(span), 1.04 + fork
        upper = [(0.97, -0.02), (1.06, -0.55 * span), (reach, -span), (notch, -0.012)]
        lower = [(x, -y) for x, y in reversed(upper)]
        self.shape([*upper, *lower], colour, smooth=False)

    def row_fin(self, xs: Points, heights: Points, colour: Colour, below: bool = False) -> None:
        """A long fin along the back, or below the belly."""
        edge, out = (self.low(xs), 1) if below else (self.high(xs), -1)
        foot, rim = np.c_[xs, edge - 0.01 * out], np.c_[xs, edge + out * np.asarray(heights)]
        self.shape(np.vstack([foot, rim[::-1]]), colour, smooth=False)

    def side_fin(self, length: float, colour: Colour, width: float = 0.034) -> None:
        """The fin behind the gill, on the body."""
        y, length = (self.high(0.25) + self.low(0.25)) / 2, self.vary(length, 0.08)
        tip = y + 0.035 + 0.06 * length
        upper = [(0.235, y - width), (0.235 + 0.5 * length, y - 0.55 * width + 0.008)]
        lower = [(0.235 + 0.45 * length, y + width + 0.006), (0.235, y + 0.8 * width)]
        self.shape([*upper, (0.235 + length, tip), *lower], colour)

    def gill(self, colour: Colour, x: float = 0.2) -> None:
        """The edge of the gill cover, and the mouth."""
        middle, half = (self.high(x) + self.low(x)) / 2, (self.low(x) - self.high(x)) * 0.34
        edge = [(x - 0.02, middle - half), (x + 0.012, middle), (x - 0.025, middle + half)]
        self.stroke(edge, colour)
        self.stroke([(0.0, self.low(0.0) + 0.004), (0.05, 0.35 * self.low(0.06))], INK, 0.01)

    def eye(self, x: float, radius: float, white: Colour = (240, 236, 214)) -> None:
        """An eye in the upper part of the head."""
        y = (self.high(x) + self.low(x)) / 2 + 0.18 * self.high(x)
        self.dot(x, y, radius, white)
        self.dot(x, y, 0.6 * radius, (16, 16, 20))

    def vary(self, size: float, spread: float = 0.13) -> float:
        """About this size."""
        return size * self.rng.uniform(1 - spread, 1 + spread)


def albacore(rng: np.random.Generator, paint: Painter) -> None:
    """A blue tuna with a side fin as long as half its body."""
    fins = vary(rng, (66, 78, 108), 10)
    fish = _tuna(rng, paint, TUNA, (44, 62, 104), (128, 146, 176), (215, 222, 230), fins, 0.07)
    fish.side_fin(0.44, mix(fins, (10, 14, 30), 0.45), 0.028)
    fish.eye(0.085, 0.022)


def bigeye(rng: np.random.Generator, paint: Painter) -> None:
    """A stout, grey tuna with a large eye and yellow finlets."""
    fins, yellow = vary(rng, (62, 60, 70), 10), (250, 214, 60)
    colours = (36, 40, 56), (112, 112, 126), (206, 204, 204)
    fish = _tuna(rng, paint, STOUT_TUNA, *colours, fins, 0.08, yellow)
    fish.side_fin(0.19, fins)
    fish.eye(0.105, 0.046)


def yellowfin(rng: np.random.Generator, paint: Painter) -> None:
    """A tuna with two long yellow fins and a yellow band."""
    fins = vary(rng, (246, 200, 26), 10)
    colours = (38, 58, 92), (226, 192, 70), (232, 226, 190)
    fish = _tuna(rng, paint, TUNA, *colours, fins, 0.22, (250, 214, 60))
    fish.side_fin(0.2, fins)
    fish.eye(0.085, 0.022)


def _tuna(
    rng: np.random.Generator,
    paint: Painter,
    outline: np.ndarray,
    back: Colour,
    flank: Colour,
    belly: Colour,
    fins: Colour,
    fin: float,
    finlets: Colour | None = None,
) -> Fish:
    """What the tunas share: all but the side fin and the eye."""
    fish = Fish.of(rng, paint, outline)
    back, flank, belly = vary(rng, back, 10), vary(rng, flank, 10), vary(rng, belly, 8)
    fish.tail(mix(back, fins, 0.5), 0.19)
    for y, out in ((fish.high(0.56), -1), (fish.low(0.56), 1)):
        tall = out * fish.vary(fin)
        front = [(0.51, y - 0.02 * out), (0.595, y + 0.75 * tall), (0.72, y + tall)]
        fish.shape([*front, (0.64, y + 0.2 * tall), (0.64, y - 0.03 * out)], fins)
    fish.row_fin([0.3, 0.31, 0.36, 0.48], [0.02, 0.06, 0.045, 0.0], mix(back, fins, 0.35))
    for x in np.linspace(0.7, 0.93, 5):
        for y, out in ((fish.high(x), -1), (fish.low(x), 1)):
            finlet = [
                (x - 0.02, y - 0.01 * out),
                (x + 0.025, y + 0.028 * out),
                (x + 0.02, y - 0.01 * out),
            ]
            fish.shape(finlet, finlets or fins, smooth=False)
    dark = mix(back, BLACK, 0.25)
    fish.body([(0, dark), (0.33, back), (0.48, flank), (0.67, belly), (1, belly)])
    fish.gill(mix(dark, BLACK, 0.35))
    return fish


def dolphinfish(rng: np.random.Generator, paint: Painter) -> None:
    """A blunt head, one fin along the whole back, green and yellow with blue dots."""
    fish = Fish.of(rng, paint, BLUNT)
    green, blue, yellow = (
        vary(rng, colour, 10) for colour in ((52, 142, 108), (38, 92, 150), (240, 206, 62))
    )
    fish.tail(yellow, 0.2, 1.22, 0.02)
    heights = fish.vary(0.085) * np.array([0.75, 1.1, 1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.25])
    fish.row_fin(np.linspace(0.08, 0.93, 9), heights, mix(blue, (20, 40, 90), 0.3))
    heights = fish.vary(0.05) * np.array([1.0, 0.9, 0.7, 0.5, 0.2])
    fish.row_fin(np.linspace(0.5, 0.93, 5), heights, mix(yellow, green, 0.3), below=True)
    pale = mix(yellow, (255, 240, 150), 0.3)
    fish.body(
        [(0, blue), (0.25, green), (0.45, mix(green, yellow, 0.35)), (0.67, pale), (1, yellow)]
    )
    for _ in range(22):
        x, share = rng.uniform(0.12, 0.85), rng.uniform(0.25, 0.85)
        y = fish.high(x) + share * (fish.low(x) - fish.high(x))
        fish.dot(x, y, rng.uniform(0.006, 0.013), mix(blue, BLACK, 0.1))
    fish.gill(mix(blue, BLACK, 0.35))
    fish.side_fin(0.13, mix(yellow, green, 0.4))
    fish.eye(0.06, 0.022)


def moonfish(rng: np.random.Generator, paint: Painter) -> None:
    """Nearly round, silver and red with white dots, red fins."""
    fish = Fish.of(rng, paint, DISC)
    red, silver, rose = (
        vary(rng, colour, 10) for colour in ((206, 48, 40), (112, 122, 158), (222, 140, 120))
    )
    fish.tail(red, 0.17, 1.17, 0.06)
    y, tall = fish.high(0.4), fish.vary(0.17)
    fish.shape(
        [
            (0.3, y + 0.06),
            (0.36, y - tall),
            (0.45, y - 0.25 * tall),
            (0.8, y + 0.12),
            (0.8, y + 0.2),
        ],
        red,
    )
    fish.row_fin([0.5, 0.6, 0.8, 0.86], [0.0, 0.06, 0.05, 0.0], red, below=True)
    y, tall = fish.low(0.4), fish.vary(0.13)
    fish.shape([(0.36, y - 0.05), (0.42, y + tall), (0.5, y + 0.8 * tall), (0.46, y - 0.04)], red)
    fish.body(
        [(0, silver), (0.4, mix(silver, WHITE, 0.35)), (0.7, mix(rose, silver, 0.3)), (1, rose)]
    )
    for _ in range(26):
        x, share = rng.uniform(0.12, 0.85), rng.uniform(0.12, 0.88)
        y = fish.high(x) + share * (fish.low(x) - fish.high(x))
        fish.dot(x, y, rng.uniform(0.008, 0.018), (238, 236, 232))
    fish.gill(mix(silver, BLACK, 0.35), 0.25)
    fish.side_fin(0.24, red)
    fish.eye(0.12, 0.034)


def shark(rng: np.random.Generator, paint: Painter) -> None:
    """Long and grey, with a white belly, a tall back fin, and a tail with a longer upper half."""
    fish = Fish.of(rng, paint, SHARK)
    grey, white = vary(rng, (100, 112, 122), 14), vary(rng, (226, 228, 226), 6)
    tall = fish.vary(0.26)
    upper = [(0.96, -0.018), (1.06, -0.55 * tall), (1.24, -tall), (1.16, -0.5 * tall), (1.1, -0.02)]
    fish.shape([*upper, (1.15, 0.1), (1.02, 0.06), (0.96, 0.018)], grey, smooth=False)
    y, tall = fish.high(0.45), fish.vary(0.17)
    back = [(0.38, y + 0.02), (0.45, y - 0.7 * tall), (0.55, y - tall), (0.525, y - 0.35 * tall)]
    fish.shape([*back, (0.54, y + 0.02)], grey)
    fish.row_fin([0.8, 0.86, 0.87], [0.0, 0.045, 0.0], grey)
    fish.row_fin([0.7, 0.77, 0.79], [0.0, 0.055, 0.0], grey, below=True)
    y, tall = fish.low(0.35), fish.vary(0.19)
    side = [(0.25, y - 0.04), (0.33, y + 0.65 * tall), (0.46, y + tall), (0.42, y + 0.25 * tall)]
    fish.shape([*side, (0.41, y - 0.04)], mix(grey, BLACK, 0.12))
    fish.body([(0, mix(grey, BLACK, 0.2)), (0.62, grey), (0.72, white), (1, white)])
    for x in np.linspace(0.215, 0.285, 4):
        fish.stroke([(x, -0.03), (x - 0.005, 0.028)], (58, 64, 70), 0.01)
    fish.stroke([(0.06, 0.028), (0.1, 0.03), (0.13, 0.022)], INK, 0.01)
    fish.eye(0.09, 0.014, (24, 24, 28))


def other(rng: np.random.Generator, paint: Painter) -> None:
    """Any other fish: a striped wahoo or a red snapper."""
    (wahoo if chance(rng, 0.5) else snapper)(rng, paint)


def wahoo(rng: np.random.Generator, paint: Painter) -> None:
    """Slender and blue, with dark stripes across."""
    fish = Fish.of(rng, paint, SLENDER)
    blue, silver = vary(rng, (40, 84, 116), 10), vary(rng, (186, 202, 210), 10)
    fish.tail(mix(blue, (20, 20, 40), 0.3), 0.13, 1.12)
    fish.row_fin(np.linspace(0.2, 0.62, 6), np.full(6, 0.05), blue)
    for below in (False, True):
        fish.row_fin([0.66, 0.72, 0.76], [0.0, 0.06, 0.0], blue, below)
    fish.body([(0, blue), (0.2, blue), (0.4, mix(blue, silver, 0.5)), (0.7, silver), (1, silver)])
    for x in np.arange(rng.uniform(0.2, 0.26), 0.93, 0.095):
        top, bottom = fish.high(x), fish.low(x)
        stripe = [(x, top), (x + 0.045, top), (x + 0.03, 0.7 * bottom), (x - 0.015, 0.7 * bottom)]
        fish.shape(stripe, mix(blue, BLACK, 0.45), smooth=False)
    fish.gill(mix(blue, BLACK, 0.35))
    fish.side_fin(0.13, blue)
    fish.eye(0.085, 0.016)


def snapper(rng: np.random.Generator, paint: Painter) -> None:
    """Red, with a high forehead and a spiny back fin."""
    fish = Fish.of(rng, paint, HUMPED)
    red, pale = vary(rng, (222, 96, 84), 10), vary(rng, (246, 200, 188), 6)
    fish.tail(red, 0.15, 1.14, 0.06)
    heights = fish.vary(0.09) * np.array([0.3, 1, 0.75, 1, 0.7, 0.9, 0.8, 0.4])
    fish.row_fin(np.linspace(0.22, 0.84, 8), heights, mix(red, (120, 20, 20), 0.25))
    fish.row_fin([0.6, 0.68, 0.8], [0.0, fish.vary(0.09), 0.0], red, below=True)
    fish.row_fin([0.3, 0.38, 0.42], [0.0, fish.vary(0.09), 0.0], red, below=True)
    fish.body([(0, mix(red, (120, 20, 20), 0.3)), (0.35, red), (0.65, pale), (1, pale)])
    fish.gill(mix(red, BLACK, 0.45))
    fish.side_fin(0.13, red)
    fish.eye(0.11, 0.028)


@dataclass(frozen=True)
class Kind:
    """What draws a fish of this kind, and its length with the tail, in picture heights."""

    draw: Callable[[np.random.Generator, Painter], None]
    length: float = 0.69


FISH = {
    "albacore": Kind(albacore),
    "bigeye": Kind(bigeye),
    "dolphinfish": Kind(dolphinfish),
    "moonfish": Kind(moonfish, 0.50),
    "shark": Kind(shark, 0.84),
    "yellowfin": Kind(yellowfin),
    "other": Kind(other, 0.66),
}
