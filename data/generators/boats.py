"""Twelve fishing boats, each with a deck, light and clutter of its own under a fixed camera.

A deck is drawn in units of the camera picture's height: the picture covers x from 0 to 1.5 and
y from 0 to 1, and more of the deck lies around it, for pictures that show more. Nothing here
knows about fish; `data.generators.fishing` lays those on deck.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from data.generators.drawing import (
    BLACK,
    WHITE,
    Colour,
    Painter,
    Points,
    chance,
    mix,
    oval,
    pick,
    vary,
)

MARGIN = 0.06  # How far the camera may shake.
SEAS = {
    "day": (44, 112, 150),
    "overcast": (104, 128, 140),
    "dusk": (86, 92, 126),
    "night": (22, 36, 58),
}
RAILS = ((232, 232, 226), (70, 74, 80), (206, 160, 60), (168, 46, 40))
SKINS = ((236, 190, 156), (196, 142, 104), (128, 86, 62))


@dataclass(frozen=True)
class Boat:
    """What stays the same in all pictures of a boat.

    Attributes:
        name: of the boat.
        size: height and width of what its camera takes, in pixels.
        floor: "wood", "steel", "tiles" or "paint".
        colour: of the floor.
        light: "day", "overcast", "dusk" or "night".
        suit: colour of the crew's oilskins.
        sea: at which edge of the picture the sea lies: "top", "left" or "right".
    """

    name: str
    size: tuple[int, int]
    floor: str
    colour: Colour
    light: str
    suit: Colour
    sea: str

    def rng(self, what: int) -> np.random.Generator:
        """The chance that built this boat, always the same."""
        return np.random.default_rng([BOATS.index(self), what, 2016])


BOATS = (
    Boat("Avocet", (720, 1280), "wood", (176, 132, 88), "day", (238, 120, 34), "top"),
    Boat("Cormorant", (974, 1280), "steel", (120, 134, 132), "day", (240, 196, 50), "right"),
    Boat("Fulmar", (750, 1334), "wood", (122, 92, 70), "night", (238, 120, 34), "top"),
    Boat("Gannet", (670, 1192), "tiles", (190, 194, 190), "day", (52, 116, 170), "right"),
    Boat("Kittiwake", (854, 1518), "steel", (86, 112, 104), "dusk", (226, 226, 220), "top"),
    Boat("Petrel", (718, 1276), "wood", (202, 172, 128), "day", (204, 60, 50), "right"),
    Boat("Puffin", (924, 1280), "paint", (62, 108, 132), "overcast", (240, 196, 50), "left"),
    Boat("Razorbill", (700, 1244), "wood", (150, 128, 110), "overcast", (58, 130, 92), "left"),
    Boat("Shearwater", (974, 1732), "tiles", (108, 118, 128), "night", (238, 120, 34), "top"),
    Boat("Skua", (750, 1280), "paint", (150, 70, 56), "day", (52, 88, 140), "top"),
    Boat("Tern", (576, 1024), "steel", (156, 148, 136), "night", (226, 226, 220), "top"),
    Boat("Turnstone", (586, 1042), "wood", (136, 106, 60), "dusk", (204, 60, 50), "left"),
)


# The deck


def view(boat: Boat, span: int = 1) -> tuple[float, float]:
    """Left and top of a picture `span` times as wide and high; more deck, and no more sea."""
    across = 1.5 * (1 - span)
    return {
        "top": (across / 2, 0.0),
        "left": (0.0, (1 - span) / 2),
        "right": (across, (1 - span) / 2),
    }[boat.sea]


@functools.lru_cache(maxsize=len(BOATS))
def deck(boat: Boat, scale: int, span: int = 1) -> Image.Image:
    """The empty deck with its fixed clutter, and a margin on all sides.

    Args:
        boat: one of BOATS.
        scale: pixels in a unit.
        span: how many times as much of the deck is seen, in both directions.

    Returns:
        RGB, (1.5 * span + 2 * MARGIN) * scale wide, (span + 2 * MARGIN) * scale high.
    """
    rng = boat.rng(0)
    sides = 1.5 * span, span
    width, height = (round((side + 2 * MARGIN) * scale) for side in sides)
    image = Image.new("RGB", (width, height), boat.colour)
    corner = np.array(view(boat, span)) - MARGIN
    paint = Painter(image, np.eye(2) * scale, -corner * scale)
    _FLOORS[boat.floor](rng, paint, boat.colour)
    _sea(rng, paint, boat)
    _clutter(rng, paint, boat)
    image = image.filter(ImageFilter.GaussianBlur(scale / 260))
    wear = boat.rng(1).normal(0, 8, (40, 60)).astype(np.float32)
    wear = Image.fromarray(wear).resize(image.size, Image.Resampling.BILINEAR)
    pixels = np.asarray(image) + np.asarray(wear)[..., None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def light(boat: Boat, height: int, width: int, span: int = 1) -> np.ndarray:
    """By what the boat's light multiplies the colours: (height, width, 3) float32."""
    rng = boat.rng(2)
    left, top = view(boat, span)
    y, x = np.mgrid[0 : span : height * 1j, 0 : 1.5 * span : width * 1j].astype(np.float32)
    x, y = x + left, y + top
    u, v = rng.uniform(0.4, 1.1), rng.uniform(0.35, 0.75)
    if boat.light == "night":  # Lamps in rows.
        apart = 1.6, 1.2
        away = (x - u + 0.8) % apart[0] - 0.8, (y - v + 0.6) % apart[1] - 0.6
        field, tint = 0.3 + 0.85 * np.exp(-(away[0] ** 2 + away[1] ** 2) / 0.3), (0.90, 1.0, 0.86)
    elif boat.light == "dusk":
        field, tint = 0.66 + 0.34 * np.exp(-((x - u) ** 2 + (y - v) ** 2)), (1.10, 0.88, 0.80)
    elif boat.light == "overcast":
        field, tint = 0.92 - 0.08 * y, (0.95, 1.0, 1.04)
    else:
        turn = rng.uniform(0, 2 * np.pi)
        slope = np.tanh(np.cos(turn) * (x - 0.75) + np.sin(turn) * (y - 0.5))
        field, tint = 1.02 + 0.18 * slope, (1.03, 1.0, 0.95)
    return (field[..., None] * np.array(tint)).astype(np.float32)


def _wood(rng: np.random.Generator, paint: Painter, base: Colour) -> None:
    """Planks, seen at a slant."""
    across, tilt = chance(rng, 0.35), rng.uniform(-0.12, 0.12)
    seam, step = mix(base, BLACK, 0.45), rng.uniform(0.1, 0.16)
    for low in np.arange(-2.4, 3.6, step):
        plank, joints = vary(rng, base, 9), rng.uniform(-1.8, 3.2, 5)
        if across:
            place = lambda t, y: (t, y + tilt * (t - 0.75))  # noqa: E731
        else:  # Towards a vanishing point far above.
            place = lambda t, x: (0.75 + (x - 0.75) * (2 + t) / 2.6 + tilt * t, t)  # noqa: E731
        corners = [place(-2.0, low), place(3.4, low), place(3.4, low + step)]
        paint.polygon([*corners, place(-2.0, low + step)], plank)
        paint.line(corners[:2], 0.011, seam)
        for t in joints:
            paint.line([place(t, low), place(t, low + step)], 0.008, mix(base, BLACK, 0.35))


def _steel(rng: np.random.Generator, paint: Painter, base: Colour) -> None:
    """Plates with seams, and rust."""
    for _ in range(160):
        (x, y), radius = _anywhere(rng), rng.uniform(0.01, 0.08)
        rust = vary(rng, mix(base, (140, 88, 56), rng.uniform(0.05, 0.35)), 5)
        paint.ellipse(x, y, radius, 0.6 * radius, rust)
    _squares(rng, paint, mix(base, BLACK, 0.3), rng.uniform(0.24, 0.34), 0.2)


def _tiles(rng: np.random.Generator, paint: Painter, base: Colour) -> None:
    """A non-slip grid."""
    for _ in range(80):
        (x, y), radius = _anywhere(rng), rng.uniform(0.05, 0.15)
        paint.ellipse(x, y, radius, 0.7 * radius, vary(rng, base, 7))
    _squares(rng, paint, mix(base, BLACK, 0.22), rng.uniform(0.07, 0.09), 0.35)


def _squares(
    rng: np.random.Generator, paint: Painter, seam: Colour, step: float, most: float
) -> None:
    """Seams both ways, turned by up to `most` radians."""
    turned = paint.moved(0.75, 0.5, rng.uniform(-most, most))
    for at in np.arange(-3.5, 3.5, step):
        turned.line([(at, -3.5), (at, 3.5)], 0.011, seam)
        turned.line([(-3.5, at), (3.5, at)], 0.011, seam)


def _painted(rng: np.random.Generator, paint: Painter, base: Colour) -> None:
    """Paint with scratches, and a yellow line to stay behind."""
    for _ in range(380):
        (x, y), turn, long = _anywhere(rng), rng.normal(0, 0.3), rng.uniform(0.05, 0.3)
        scratch = vary(rng, mix(base, (230, 230, 225), rng.uniform(0.05, 0.3)), 4)
        tip = x + long * np.cos(turn), y + long * np.sin(turn)
        paint.line([(x, y), tip], rng.uniform(0.006, 0.02), scratch)
    tilt = rng.uniform(-0.14, 0.14)
    paint.line([(-2, 0.62 - 2 * tilt), (3.5, 0.62 + 3.5 * tilt)], 0.03, (226, 206, 90))


_FLOORS = {"wood": _wood, "steel": _steel, "tiles": _tiles, "paint": _painted}


def _anywhere(rng: np.random.Generator) -> np.ndarray:
    """A point on the deck: x and y."""
    return rng.uniform((-1.7, -0.7), (3.2, 2.2))


def _sea(rng: np.random.Generator, paint: Painter, boat: Boat) -> None:
    """The sea with its waves, and the rail before it."""
    wide, slope = rng.uniform(0.13, 0.2), rng.uniform(-0.06, 0.06)
    waves = np.array([[*rng.uniform(-0.3, 1, 2), *rng.uniform(0, 1, 2)] for _ in range(190)])
    rail, posts = vary(rng, pick(rng, RAILS), 8), chance(rng, 0.7)
    # Drawn along the upper edge, then turned to the edge at which the sea lies.
    if boat.sea == "top":
        edge = paint
    elif boat.sea == "left":
        edge = paint.moved(0, 1, -np.pi / 2)
    else:
        edge = paint.moved(1.5, 0, np.pi / 2)
    shore = lambda x: wide + slope * (x - 0.5)  # noqa: E731
    ends = [(x, shore(x)) for x in (-2.0, 3.5)]
    water = SEAS[boat.light]
    edge.polygon([*ends, (3.5, -3), (-2, -3)], water)
    for u, v, long, pale in waves:
        x, y = 5 * u, 0.8 * v - 0.3
        if y < shore(x) - 0.02:
            x, long = x - 1.2, 0.03 + 0.1 * long
            crest = [(x, y), (x + long / 2, y - 0.012), (x + long, y)]
            edge.line(crest, 0.009, mix(water, (235, 245, 250), 0.1 + 0.35 * pale), smooth=True)
    for distance, thick, colour in ((0.022, 0.045, rail), (0.06, 0.035, mix(rail, BLACK, 0.45))):
        edge.line([(x, y + distance) for x, y in ends], thick, colour)
    if posts:
        for x in np.arange(-1.9, 3.4, 0.21):
            edge.line([(x, shore(x)), (x, shore(x) - 0.09)], 0.02, mix(rail, BLACK, 0.15))
        edge.line([(x, y - 0.09) for x, y in ends], 0.018, rail)


def _clutter(rng: np.random.Generator, paint: Painter, boat: Boat) -> None:
    """What stands at the sides of the picture for good, and around it."""
    spots = {
        "top": [(0.12, 0.86), (1.38, 0.84), (0.2, 0.4), (1.32, 0.36), (0.75, 0.93), (0.75, 0.36)],
        "left": [(1.36, 0.16), (1.36, 0.84), (0.85, 0.12), (0.5, 0.9), (1.38, 0.5)],
        "right": [(0.13, 0.15), (0.13, 0.84), (0.65, 0.12), (0.9, 0.9), (0.12, 0.5)],
    }[boat.sea]
    inside = rng.permutation(spots)[: int(rng.integers(3, 5))]
    kinds = rng.permutation(["crate", "rope", "bucket", "buoy", "hatch", "winch"])
    for (x, y), kind in zip(inside, kinds, strict=False):
        thing(rng, paint, str(kind), x, y, rng.uniform(0.85, 1.25))
    left, top = view(boat, span=2)
    for _ in range(9):  # Around the usual picture.
        x, y = left + rng.uniform(0.1, 2.9), top + rng.uniform(0.3, 1.9)
        kind, size = pick(rng, THINGS), rng.uniform(0.85, 1.25)
        if not (-0.25 < x < 1.75 and -0.25 < y < 1.25):
            thing(rng, paint, kind, x, y, size)


# Things and people


def thing(
    rng: np.random.Generator, paint: Painter, kind: str, x: float, y: float, size: float
) -> None:
    """One of THINGS at (x, y); of size 1 it is about a quarter of the picture high."""
    _THINGS[kind](rng, paint.moved(x, y, scale=size))


def _crate(rng: np.random.Generator, paint: Painter) -> None:
    colours = (58, 112, 178), (206, 208, 202), (226, 168, 58), (72, 138, 96)
    colour = vary(rng, pick(rng, colours), 10)
    rim = [(-0.16, -0.08), (0.16, -0.10), (0.19, 0.07), (-0.14, 0.10)]
    paint.polygon(rim, mix(colour, BLACK, 0.25))
    inside = [(-0.13, -0.055), (0.135, -0.072), (0.155, 0.035), (-0.115, 0.06)]
    paint.polygon(inside, mix(colour, BLACK, 0.62))
    paint.polygon([(-0.14, 0.10), (0.19, 0.07), (0.19, 0.13), (-0.14, 0.165)], colour)
    for x in np.arange(-0.1, 0.16, 0.075):
        y = 0.105 - 0.09 * (x + 0.1)
        slot = [(x, y), (x + 0.04, y - 0.005), (x + 0.04, y + 0.025), (x, y + 0.03)]
        paint.polygon(slot, mix(colour, BLACK, 0.4))


def _rope(rng: np.random.Generator, paint: Painter) -> None:
    colour = vary(rng, pick(rng, ((216, 196, 150), (74, 150, 160), (226, 120, 60))), 8)
    for radius in (0.13, 0.10, 0.07, 0.04):
        paint.ellipse(0, 0, radius, 0.8 * radius, mix(colour, BLACK, 0.35))
        paint.ellipse(0, -0.006, radius - 0.008, 0.8 * radius - 0.008, colour)
    paint.ellipse(0, 0, 0.016, 0.013, (60, 50, 40))


def _bucket(rng: np.random.Generator, paint: Painter) -> None:
    colours = (226, 226, 230), (60, 90, 170), (44, 44, 48), (210, 60, 50)
    colour = vary(rng, pick(rng, colours), 8)
    side = mix(colour, BLACK, 0.12)
    paint.polygon([(-0.09, -0.04), (0.09, -0.04), (0.07, 0.12), (-0.07, 0.12)], side)
    paint.ellipse(0, 0.12, 0.07, 0.028, side)
    paint.ellipse(0, -0.04, 0.09, 0.04, colour)
    paint.ellipse(0, -0.038, 0.075, 0.03, mix(colour, (10, 30, 40), 0.7))


def _buoy(rng: np.random.Generator, paint: Painter) -> None:
    colour = vary(rng, pick(rng, ((240, 100, 40), (240, 210, 60), (226, 60, 70))), 6)
    paint.ellipse(0.012, 0.02, 0.10, 0.095, (30, 30, 30))
    paint.ellipse(0, 0, 0.10, 0.10, mix(colour, BLACK, 0.15))
    paint.ellipse(-0.01, -0.012, 0.085, 0.085, colour)
    paint.ellipse(-0.03, -0.035, 0.034, 0.03, mix(colour, WHITE, 0.55))
    paint.ellipse(0.07, -0.07, 0.022, 0.022, mix(colour, BLACK, 0.5))


def _hatch(rng: np.random.Generator, paint: Painter) -> None:
    plate = vary(rng, (124, 128, 128), 10)
    for grow, colour in ((1.0, mix(plate, BLACK, 0.5)), (0.86, plate)):
        corners = np.array([(-0.2, -0.14), (0.2, -0.14), (0.22, 0.14), (-0.22, 0.14)])
        paint.polygon(grow * corners, colour)
    paint.line([(-0.03, 0.055), (0.03, 0.055)], 0.03, (50, 50, 54))


def _winch(rng: np.random.Generator, paint: Painter) -> None:
    drum = vary(rng, (166, 138, 92), 10)
    paint.polygon([(-0.14, 0.03), (0.14, 0.03), (0.16, 0.12), (-0.16, 0.12)], (70, 74, 78))
    paint.polygon([(-0.10, -0.08), (0.10, -0.08), (0.10, 0.06), (-0.10, 0.06)], drum)
    for x in np.linspace(-0.08, 0.08, 5):
        paint.line([(x, -0.07), (x, 0.05)], 0.015, mix(drum, BLACK, 0.35))
    for x in (-0.12, 0.12):
        paint.ellipse(x, -0.01, 0.03, 0.10, (90, 96, 100))


_THINGS = {
    "crate": _crate,
    "rope": _rope,
    "bucket": _bucket,
    "buoy": _buoy,
    "hatch": _hatch,
    "winch": _winch,
}
THINGS = tuple(_THINGS)
LOOSE = ("crate", "rope", "bucket", "buoy")  # What is moved about.


def person(rng: np.random.Generator, paint: Painter, suit: Colour) -> None:
    """One of the crew in oilskins, 0.65 high, with (0, 0) between the boots."""
    shirts = (60, 66, 86), (150, 40, 40), (200, 200, 196), (70, 100, 80)
    skin, shirt = pick(rng, SKINS), vary(rng, pick(rng, shirts), 10)
    caps = (200, 60, 50), (50, 70, 120), (240, 240, 236), (240, 196, 50), suit
    cap, dark = vary(rng, pick(rng, caps), 8), mix(suit, BLACK, 0.3)
    stance, lean = rng.uniform(0.05, 0.1), rng.uniform(-0.04, 0.12)
    glove = pick(rng, ((236, 130, 50), (230, 230, 226)))
    right = rng.uniform(0.16, 0.3), rng.uniform(-0.32, -0.12)
    left = rng.uniform(-0.21, -0.08), rng.uniform(-0.32, -0.12)
    paint.ellipse(0.03, 0.02, 0.17, 0.045, (24, 26, 28))
    for x, colour in ((-stance, dark), (stance, suit)):
        paint.line([(x, -0.24), (x, -0.03)], 0.085, colour)
        boot = [(x - 0.045, -0.07), (x + 0.045, -0.07), (x + 0.075, 0.025), (x - 0.045, 0.025)]
        paint.polygon(boot, (38, 42, 44))
    hips = [(0.115, -0.22), (-0.115, -0.22)]
    shoulders = [(lean - 0.12, -0.52), (lean + 0.12, -0.52)]
    paint.polygon([*hips, *shoulders], suit)
    chest = [(lean - 0.115, -0.4), (lean + 0.115, -0.4)]
    paint.polygon([*chest, *reversed(shoulders)], shirt)
    for x in (-0.05, 0.05):
        paint.line([(x + 0.7 * lean, -0.38), (x + lean, -0.51)], 0.025, dark)
    for side, hand in ((1, right), (-1, left)):
        shoulder = np.array([0.12 * side + lean, -0.49])
        elbow = (shoulder + hand) / 2 + [0.05 * side, 0.03]
        paint.tapering([shoulder, elbow, hand], 0.075, 0.06, mix(shirt, BLACK, 0.12))
        paint.ellipse(*hand, 0.035, 0.035, glove)
    x = 1.25 * lean
    paint.ellipse(x, -0.58, 0.062, 0.07, skin)
    paint.polygon(_upper_half(oval(x, -0.6, 0.066, 0.06)), cap)
    paint.line([(x, -0.6), (x + 0.095, -0.592)], 0.018, mix(cap, BLACK, 0.25))


def _upper_half(outline: Points) -> np.ndarray:
    """The part of an outline that lies above its middle."""
    return outline[outline[:, 1] <= np.mean(outline[:, 1]) + 1e-9]
