"""Places to set an object into, what lies about there, and the picture as a whole.

Backgrounds and clutter are drawn in coordinates from 0 to 1 over the picture. None of them
knows what the picture is of, so that nothing about its class can be told from them.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

from data.generators.drawing import (
    BLACK,
    CREAM,
    WHITE,
    Painter,
    bright,
    chance,
    curve,
    expose,
    lay_over,
    light_up,
    mix,
    oval,
    pick,
    shaggy,
    vary,
)

WALLS = (
    (206, 196, 178),
    (170, 188, 196),
    (196, 170, 160),
    (150, 166, 140),
    (222, 214, 204),
    (120, 124, 140),
    (180, 150, 110),
)
FLOORS = ((150, 110, 76), (120, 90, 70), (170, 160, 150), (110, 62, 60), (90, 110, 120))
SKIES = ((150, 196, 228), (206, 220, 226), (236, 190, 150), (110, 130, 170), (176, 206, 214))
GROUNDS = ((104, 152, 74), (140, 150, 80), (206, 186, 130), (226, 232, 238), (120, 110, 90))
SURFACES = (
    (170, 130, 90),
    (120, 130, 132),
    (190, 192, 188),
    (90, 110, 130),
    (150, 84, 66),
    (204, 176, 132),
    (100, 120, 90),
    (70, 76, 84),
)


# Backgrounds


def background(rng: np.random.Generator, side: int, top_view: float = 0.12) -> Image.Image:
    """A room, a landscape, a studio's backdrop, or with probability `top_view` a surface."""
    image = Image.new("RGB", (side, side))
    rest = 1 - top_view
    draw = pick(
        rng, (room, landscape, studio, surface), (0.45 * rest, 0.37 * rest, 0.18 * rest, top_view)
    )
    draw(rng, Painter.across(image))
    if chance(rng, 0.45):  # Only the object is in focus.
        image = image.filter(ImageFilter.GaussianBlur(side * rng.uniform(0.006, 0.03)))
    return image


def room(rng: np.random.Generator, paint: Painter) -> None:
    """A wall and a floor, with a window or a picture, and furniture."""
    wall, floor = vary(rng, pick(rng, WALLS)), vary(rng, pick(rng, FLOORS), 18)
    horizon = rng.uniform(0.52, 0.86)
    _box(paint, 0, 0, 1, 1, wall)
    if chance(rng, 0.5):
        _wallpaper(rng, paint, mix(wall, pick(rng, (WHITE, BLACK)), rng.uniform(0.08, 0.25)))
    for _ in range(int(rng.integers(0, 3))):
        x, y = rng.uniform(-0.1, 0.8), rng.uniform(-0.05, 0.3)
        pick(rng, (_window, _painting))(rng, paint, x, y, *rng.uniform(0.18, 0.42, 2))
    _box(paint, 0, horizon, 1, 1, floor)
    seam = mix(floor, BLACK, rng.uniform(0.1, 0.3))
    if chance(rng, 0.7):
        for x in np.linspace(-1, 2, int(rng.integers(9, 18))):
            paint.line([(x, 1), (0.5 + 0.6 * (x - 0.5), horizon)], 0.008, seam)
    _box(paint, 0, horizon - 0.025, 1, horizon, mix(wall, pick(rng, (WHITE, BLACK)), 0.35))
    if chance(rng, 0.4):
        rug = bright(rng)
        x, along = rng.uniform(0.2, 0.8), (1 - horizon) * rng.uniform(0.35, 0.6)
        for share, colour in ((1, rug), (0.85, mix(rug, CREAM, 0.5)), (0.75, rug)):
            paint.ellipse(x, (1 + horizon) / 2, 0.45 * share, along * share, colour)
    if chance(rng, 0.6):
        pick(rng, (_sofa, _shelf, _lamp))(rng, paint, rng.uniform(-0.2, 0.7), horizon)


def landscape(rng: np.random.Generator, paint: Painter) -> None:
    """Sky, hills, trees, grass or sand or snow, sometimes a fence or a path."""
    sky, ground = vary(rng, pick(rng, SKIES)), vary(rng, pick(rng, GROUNDS))
    horizon = rng.uniform(0.28, 0.7)
    low = mix(sky, CREAM, rng.uniform(0, 0.7))
    for y in np.linspace(0, horizon, 12):
        _box(paint, 0, y, 1, 1, mix(sky, low, y / horizon))
    if chance(rng, 0.25):
        paint.ellipse(rng.uniform(0, 1), rng.uniform(0, 0.3), 0.07, 0.07, (255, 244, 200))
    for _ in range(int(rng.integers(0, 4))):
        x, y, cloud = rng.uniform(0, 1), rng.uniform(0, horizon), mix(low, WHITE, 0.6)
        for u in (-0.08, 0, 0.09):
            paint.ellipse(x + u, y + abs(u) / 3, rng.uniform(0.06, 0.1), 0.045, cloud)
    for share in np.sort(rng.uniform(0.2, 0.7, int(rng.integers(0, 3))))[::-1]:
        x = np.linspace(-0.1, 1.1, 7)
        crest = horizon - rng.uniform(0, 0.22, 7)
        hill = mix(vary(rng, (80, 120, 84), 22), low, share)
        paint.polygon(np.vstack([curve(np.c_[x, crest], False), [(1.1, 1), (-0.1, 1)]]), hill)
    for _ in range(int(rng.integers(0, 5))):
        _tree(rng, paint, rng.uniform(0, 1), horizon)
    _box(paint, 0, horizon, 1, 1, ground)
    if chance(rng, 0.25):
        x, path = rng.uniform(0.1, 0.9), mix(vary(rng, (190, 160, 120)), ground, 0.3)
        paint.polygon([(x, horizon), (x + 0.06, horizon), (x + 0.5, 1), (x - 0.2, 1)], path)
    if chance(rng, 0.3):
        _fence(rng, paint, horizon)
    for _ in range(int(rng.integers(20, 70))):
        x, y = rng.uniform(0, 1), rng.uniform(horizon, 1.05)
        near = 0.4 + 1.2 * (y - horizon)
        blade = mix(ground, pick(rng, (WHITE, BLACK)), rng.uniform(0.08, 0.32))
        tip = (x + rng.normal(0, 0.015), y - near * rng.uniform(0.02, 0.07))
        paint.line([(x, y), tip], 0.012 * near, blade)
    if chance(rng, 0.3):
        for _ in range(int(rng.integers(4, 16))):
            x, y = rng.uniform(0, 1), rng.uniform(horizon + 0.05, 1)
            paint.ellipse(x, y, 0.014, 0.012, bright(rng))


def studio(rng: np.random.Generator, paint: Painter) -> None:
    """A backdrop from one colour to another, with discs of light or scattered shapes."""
    first, second = bright(rng, 30), bright(rng, 30)
    if chance(rng, 0.5):  # Quiet colours.
        first, second = (mix(colour, (128, 124, 120), 0.6) for colour in (first, second))
    turned = paint.moved(0.5, 0.5, rng.uniform(0, 2 * np.pi))
    for share in np.linspace(0, 1, 14):
        y = -0.75 + 1.5 * share
        turned.polygon([(-1, y), (1, y), (1, 1), (-1, 1)], mix(first, second, share))
    for _ in range(int(rng.integers(0, 12))):
        x, y, radius = rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0.02, 0.13)
        colour = mix(bright(rng), second, rng.uniform(0, 0.7))
        if chance(rng, 0.6):
            paint.ellipse(x, y, radius, radius, colour)
        else:
            angles = np.sort(rng.uniform(0, 2 * np.pi, 4))
            paint.polygon(np.c_[x + radius * np.cos(angles), y + radius * np.sin(angles)], colour)


def surface(rng: np.random.Generator, paint: Painter) -> None:
    """Seen from above: planks, tiles or plain ground, stained, with an edge to something else."""
    base = vary(rng, pick(rng, SURFACES), 18)
    _box(paint, 0, 0, 1, 1, base)
    kind = pick(rng, ("planks", "tiles", "plain"), (0.5, 0.3, 0.2))
    turned = paint.moved(0.5, 0.5, rng.uniform(0, np.pi))
    step, width = rng.uniform(0.06, 0.2), rng.uniform(0.006, 0.014)
    seam = mix(base, BLACK, rng.uniform(0.15, 0.5))
    places = np.arange(-0.8, 0.8, step)
    if kind == "planks":
        for x in places:
            _box(turned, x, -0.8, x + step, 0.8, vary(rng, base, 9))
            turned.line([(x, -0.8), (x, 0.8)], width, seam)
    elif kind == "tiles":
        for x in places:
            turned.line([(x, -0.8), (x, 0.8)], width, seam)
            turned.line([(-0.8, x), (0.8, x)], width, seam)
    for _ in range(int(rng.integers(0, 16))):
        x, y, radius = rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0.01, 0.06)
        paint.ellipse(x, y, radius, radius * 0.6, vary(rng, base, 16))
    if chance(rng, 0.5):
        edge = rng.uniform(0.2, 0.45)
        _box(turned, -1, -1, 1, -edge, vary(rng, pick(rng, SKIES + SURFACES), 24))
        turned.line([(-1, -edge), (1, -edge)], rng.uniform(0.02, 0.06), bright(rng, 30))


def _box(paint: Painter, left: float, top: float, right: float, bottom: float, colour) -> None:
    paint.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colour)


def _wallpaper(rng, paint, colour) -> None:
    step = rng.uniform(0.07, 0.16)
    if chance(rng, 0.6):
        for x in np.arange(0, 1, step):
            _box(paint, x, 0, x + step * rng.uniform(0.3, 0.5), 1, colour)
    else:
        for row, y in enumerate(np.arange(0, 1, step)):
            for x in np.arange(step / 2 * (row % 2), 1, step):
                paint.ellipse(x, y, step * 0.18, step * 0.18, colour)


def _window(rng, paint, x, y, wide, high) -> None:
    frame, sky = vary(rng, (230, 226, 216), 16), vary(rng, pick(rng, SKIES), 20)
    _box(paint, x, y, x + wide, y + high, frame)
    for u in (0.06, 0.53):
        for v in (0.06, 0.53):
            left, top = x + u * wide, y + v * high
            _box(paint, left, top, left + 0.41 * wide, top + 0.41 * high, sky)
    if chance(rng, 0.6):
        curtain = bright(rng)
        for left in (x - 0.16 * wide, x + 0.9 * wide):
            _box(paint, left, y - 0.03, left + 0.26 * wide, y + 1.1 * high, curtain)
            fold = mix(curtain, BLACK, 0.2)
            paint.line([(left + 0.1 * wide, y), (left + 0.1 * wide, y + high)], 0.01, fold)


def _painting(rng, paint, x, y, wide, high) -> None:
    _box(paint, x, y, x + wide, y + high, vary(rng, (110, 80, 60), 30))
    left, top, right, bottom = x + 0.03, y + 0.03, x + wide - 0.03, y + high - 0.03
    _box(paint, left, top, right, bottom, bright(rng, 30))
    middle = (top + bottom) / 2
    paint.polygon(
        [
            (left, bottom),
            (left, middle),
            ((left + right) / 2, top),
            (right, middle),
            (right, bottom),
        ],
        bright(rng, 30),
    )


def _sofa(rng, paint, x, floor) -> None:
    colour, wide, high = bright(rng, 30), rng.uniform(0.5, 0.9), rng.uniform(0.25, 0.42)
    paint.polygon(_rounded(x, floor - high, x + wide, floor + 0.3 * high), mix(colour, BLACK, 0.2))
    for left in (x + 0.04, x + wide / 2 + 0.01):
        seat = _rounded(left, floor - 0.25 * high, left + wide / 2 - 0.05, floor + 0.15 * high)
        paint.polygon(seat, colour)
    paint.polygon(
        _rounded(x, floor + 0.1 * high, x + wide, floor + 0.4 * high), mix(colour, BLACK, 0.1)
    )


def _shelf(rng, paint, x, floor) -> None:
    wood, wide, high = vary(rng, (130, 90, 60), 24), rng.uniform(0.3, 0.5), rng.uniform(0.35, 0.6)
    _box(paint, x, floor - high, x + wide, floor + 0.04, wood)
    for row in range(3):
        bottom = floor - high + (row + 1) * high / 3 - 0.015
        _box(
            paint,
            x + 0.02,
            bottom - high / 3 + 0.03,
            x + wide - 0.02,
            bottom,
            mix(wood, BLACK, 0.45),
        )
        left = x + 0.03
        while left < x + wide - 0.06:
            thick, tall = rng.uniform(0.02, 0.05), high / 3 * rng.uniform(0.5, 0.8)
            _box(paint, left, bottom - tall, left + thick, bottom, bright(rng))
            left += thick + (0.06 if chance(rng, 0.2) else 0.004)


def _lamp(rng, paint, x, floor) -> None:
    shade, x = vary(rng, (240, 214, 150), 24), x + 0.2
    paint.line([(x, floor + 0.05), (x, floor - 0.5)], 0.018, (70, 60, 56))
    top = floor - rng.uniform(0.45, 0.6)
    paint.polygon(
        [(x - 0.06, top), (x + 0.06, top), (x + 0.12, top + 0.15), (x - 0.12, top + 0.15)], shade
    )


def _tree(rng, paint, x, horizon) -> None:
    green, radius = vary(rng, (64, 112, 66), 26), rng.uniform(0.06, 0.2)
    y = horizon - radius * rng.uniform(0.3, 1.1)
    _box(paint, x - radius * 0.12, y, x + radius * 0.12, horizon + 0.02, vary(rng, (96, 70, 50)))
    if chance(rng, 0.35):
        paint.polygon(
            [(x, y - 1.6 * radius), (x + 0.7 * radius, y + radius), (x - 0.7 * radius, y + radius)],
            green,
        )
    else:
        paint.polygon(shaggy(rng, oval(x, y, radius, radius), radius * 0.25), green)
        paint.ellipse(
            x - 0.3 * radius, y - 0.3 * radius, 0.45 * radius, 0.4 * radius, mix(green, CREAM, 0.15)
        )


def _fence(rng, paint, horizon) -> None:
    wood, top = vary(rng, (196, 176, 146), 26), horizon - rng.uniform(0.06, 0.14)
    for x in np.arange(rng.uniform(-0.05, 0.05), 1.05, 0.11):
        paint.polygon(
            [
                (x, horizon + 0.06),
                (x, top),
                (x + 0.025, top - 0.03),
                (x + 0.05, top),
                (x + 0.05, horizon + 0.06),
            ],
            wood,
        )
    for y in (top + 0.03, horizon):
        _box(paint, 0, y, 1, y + 0.022, mix(wood, BLACK, 0.12))


def _rounded(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    """The outline of a box with round corners."""
    radius = min(right - left, bottom - top) * 0.3
    corners = [(right, bottom), (left, bottom), (left, top), (right, top)]
    outline = []
    for number, (x, y) in enumerate(corners):
        t = np.linspace(0, np.pi / 2, 5) + number * np.pi / 2
        u = x + (-radius if x == right else radius)
        v = y + (-radius if y == bottom else radius)
        outline.append(np.c_[u + radius * np.cos(t), v + radius * np.sin(t)])
    return np.vstack(outline)


# Clutter


def clutter(rng: np.random.Generator, image: Image.Image, count: int) -> None:
    """Things that lie about: balls, boxes, plants, sticks, books, cups of any colour."""
    across = Painter.across(image)
    for _ in range(count):
        x, y, size = rng.uniform(0, 1), rng.uniform(0, 1), rng.uniform(0.035, 0.1)
        paint = across.moved(x, y, rng.normal(0, 0.5), size)
        pick(rng, (_ball, _carton, _plant, _stick, _book, _yarn))(rng, paint, bright(rng))


def _ball(rng, paint, colour) -> None:
    paint.ellipse(0, 0, 1, 1, colour)
    if chance(rng, 0.5):
        paint.polygon(
            [(-0.97, -0.2), (0.97, -0.2), (0.97, 0.2), (-0.97, 0.2)], mix(colour, WHITE, 0.6)
        )
    paint.ellipse(-0.35, -0.4, 0.25, 0.2, mix(colour, WHITE, 0.6))


def _carton(rng, paint, colour) -> None:
    paint.polygon([(-1, -0.6), (0.6, -0.6), (0.6, 0.8), (-1, 0.8)], colour)
    paint.polygon([(0.6, -0.6), (1.1, -0.9), (1.1, 0.5), (0.6, 0.8)], mix(colour, BLACK, 0.3))
    paint.polygon([(-1, -0.6), (-0.5, -0.9), (1.1, -0.9), (0.6, -0.6)], mix(colour, WHITE, 0.3))


def _plant(rng, paint, colour) -> None:
    green = vary(rng, (72, 132, 64), 24)
    for angle in np.linspace(-2.7, -0.4, int(rng.integers(4, 8))):
        tip = 1.9 * math.cos(angle), -0.3 + 1.7 * math.sin(angle)
        paint.tapering([(0, -0.2), (tip[0] * 0.5, tip[1] * 0.65), tip], 0.45, 0.1, green)
    pot = mix(colour, (150, 84, 56), 0.5)
    paint.polygon([(-0.7, -0.3), (0.7, -0.3), (0.5, 0.9), (-0.5, 0.9)], pot)


def _stick(rng, paint, colour) -> None:
    paint.line([(-1.5, 0), (0, rng.normal(0, 0.2)), (1.5, 0)], rng.uniform(0.15, 0.4), colour)


def _book(rng, paint, colour) -> None:
    paint.polygon([(-1, -0.35), (1, -0.35), (1, 0.35), (-1, 0.35)], colour)
    paint.polygon([(-0.9, -0.15), (1, -0.15), (1, 0.2), (-0.9, 0.2)], (236, 230, 214))


def _yarn(rng, paint, colour) -> None:
    paint.ellipse(0, 0, 0.9, 0.9, colour)
    thread = mix(colour, BLACK, 0.3)
    for turn in rng.uniform(0, np.pi, 3):
        path = oval(0, 0, 0.85, 0.3, turn)[:15]
        paint.line(path, 0.12, thread)
    paint.line([(0.6, 0.7), (1.2, 0.9), (1.8, 0.6)], 0.14, colour, smooth=True)


# The picture as a whole


def picture(
    rng: np.random.Generator,
    size: int,
    draw: Callable[[Painter], None],
    *,
    matrix: np.ndarray,
    origin: np.ndarray,
    fur: float = 0.0,
    top_view: float = 0.12,
    supersample: int = 3,
) -> np.ndarray:
    """A photograph, as it were, of one object somewhere.

    Args:
        rng: source of chance.
        size: width and height of the picture.
        draw: draws the object with the painter it is given, on a transparent layer.
        matrix: (2, 2), object's units to shares of the picture's width.
        origin: (2,), where the object's (0, 0) lies, 0 to 1.
        fur: roughness of the object's surface, 0 to about 0.2.
        top_view: probability that the background is a surface seen from above.
        supersample: how many times larger everything is drawn.

    Returns:
        (size, size, 3) uint8.
    """
    side = size * supersample
    image = background(rng, side, top_view)
    clutter(rng, image, int(rng.poisson(1.4)))
    light = rng.uniform(np.pi, 2 * np.pi)  # Light comes from above.
    layer = Image.new("RGBA", (side, side))
    edge = pick(rng, (0.0, 0.05, 0.08), (0.45, 0.35, 0.2))
    draw(Painter(layer, matrix * side, origin * side, edge))
    layer = light_up(layer, rng, light, rng.uniform(0.05, 0.4), fur)
    darkness = rng.uniform(0.15, 0.5) if chance(rng, 0.75) else 0.0
    image = lay_over(image, layer, light, rng.uniform(0.01, 0.06), darkness)
    if chance(rng, 0.3):
        clutter(rng, image, 1)
    if chance(rng, 0.25):
        image = image.filter(ImageFilter.GaussianBlur(supersample * rng.uniform(0.4, 1.0)))
    small = image.resize((size, size), Image.Resampling.BOX)
    return expose(rng, small, light, night=chance(rng, 0.08))
