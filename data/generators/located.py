"""Pictures of several kinds of things at once, and the box around each of them.

For lessons that ask where a network looks. The kinds are those of `pretraining`, drawn in the
same way, but in a scene of as many cells as there are things, and by a camera without noise,
which keeps notebooks that show them small.

    from data.generators import located

    image, boxes = located.draw(("bear", "guitar", "owl", "cup"), rng, size=128)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image

from data.generators import animals, objects, scenes
from data.generators.drawing import Painter, expose, lay_over, light_up, pick

SUPERSAMPLE = 3  # How many times larger everything is drawn.


def draw(
    kinds: Sequence[str], rng: np.random.Generator, size: int = 64
) -> tuple[np.ndarray, np.ndarray]:
    """One picture with one thing of each of these kinds, in rows from the top left.

    Args:
        kinds: 1, 4, 9, ... names from `pretraining.KINDS`.
        rng: source of chance; the same state gives the same picture.
        size: width and height.

    Returns:
        (size, size, 3) uint8, and the boxes around what can be seen of each thing,
        (len(kinds), 4) int64: top, left, bottom, right, in pixels, the last two just outside.

    Raises:
        KeyError: there is no such kind.
        ValueError: the number of kinds is not a square.
    """
    cells = math.isqrt(len(kinds))
    if cells**2 != len(kinds) or not cells:
        raise ValueError(f"1, 4, 9, ... kinds are needed, and these are {len(kinds)}")
    side = size * SUPERSAMPLE
    image = scenes.background(rng, side, top_view=0.3)
    scenes.clutter(rng, image, int(rng.poisson(1.4)))
    light = rng.uniform(np.pi, 2 * np.pi)  # Light comes from above.
    masks = []
    for number, kind in enumerate(kinds):
        thing, matrix, origin = _thing(kind, rng)
        cell = np.array([number % cells, number // cells])
        layer = Image.new("RGBA", (side, side))
        edge = pick(rng, (0.0, 0.05, 0.08), (0.45, 0.35, 0.2))
        thing(Painter(layer, matrix * side / cells, (cell + origin) * side / cells, edge))
        layer = light_up(layer, rng, light, rng.uniform(0.05, 0.4), fur=0.0)
        image = lay_over(image, layer, light, rng.uniform(0.01, 0.06) / cells, 0.3)
        alpha = layer.getchannel("A").resize((size, size), Image.Resampling.BOX)
        mask = np.asarray(alpha) > 127
        masks = [*(earlier & ~mask for earlier in masks), mask]
    small = image.resize((size, size), Image.Resampling.BOX)
    return expose(rng, small, light, noise=(0, 0)), np.array([_box(mask) for mask in masks])


def _thing(
    kind: str, rng: np.random.Generator
) -> tuple[Callable[[Painter], None], np.ndarray, np.ndarray]:
    """What draws it; the matrix and origin for a picture of it alone."""
    if kind in animals.ANIMALS:
        animal, pose = animals.ANIMALS[kind], "portrait"
        while pose == "portrait":  # A portrait is cut off by the edge of the picture.
            pose = animals.choose_pose(rng, animal)
        return lambda paint: animals.draw_animal(rng, paint, animal, pose), *animals.place(
            rng, pose
        )
    long = kind in objects.LONG
    thing = objects.LONG[kind] if long else objects.STANDING[kind]
    place = objects.place(rng, free=0.5 if long else 0.2)
    return lambda paint: thing(rng, paint, objects.colours(rng, paint)), *place


def _box(mask: np.ndarray) -> tuple[int, int, int, int]:
    """Top, left, bottom, right of what is true; all zero if nothing is."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return 0, 0, 0, 0
    return rows[0], columns[0], rows[-1] + 1, columns[-1] + 1
