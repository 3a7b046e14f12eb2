"""Pictures to pretrain small networks on: 46 kinds, none of them a cat, a dog or a fish.

They are drawn when they are needed and are not part of the course's data:

    from data.generators import pretraining

    pretraining.KINDS                                   # the names, a tuple of 46
    pretraining.draw("owl", rng, size=64)               # (64, 64, 3) uint8
    pretraining.pictures(per_kind=100, size=64, seed=0)  # (4600, 64, 64, 3) uint8, (4600,) int32

`python -m data.generators.pretraining FILE.png` draws eight of each kind to look at.
"""

from __future__ import annotations

import sys

import numpy as np

from data.generators import animals, objects, scenes
from data.generators.drawing import Painter, chance, contact_sheet, parallel

KINDS: tuple[str, ...] = (*animals.ANIMALS, *objects.STANDING, *objects.LONG)


def draw(kind: str, rng: np.random.Generator, size: int = 64) -> np.ndarray:
    """One picture of this kind.

    Args:
        kind: one of KINDS.
        rng: source of chance; the same state gives the same picture.
        size: width and height.

    Returns:
        (size, size, 3) uint8.

    Raises:
        KeyError: there is no such kind.
    """
    if kind in animals.ANIMALS:
        return _draw_animal(animals.ANIMALS[kind], rng, size)
    return _draw_object(kind, rng, size)


def pictures(per_kind: int, size: int = 64, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """As many pictures of each kind, one kind after the other in turns, drawn on all cores.

    Each picture has a seed of its own, made of `seed` and its number: how many processes draw,
    and how many pictures are asked for, does not change it. A script that calls this must guard
    itself with `if __name__ == "__main__"` (see `drawing.parallel`).

    Returns:
        images (46 * per_kind, size, size, 3) uint8; labels (46 * per_kind,) int32, places in
        KINDS: 0, 1, ..., 45, 0, 1, ...
    """
    count = per_kind * len(KINDS)
    drawn = parallel(_draw_numbered, [(seed, number, size) for number in range(count)])
    images = np.stack(drawn) if drawn else np.empty((0, size, size, 3), np.uint8)
    return images, np.arange(count, dtype=np.int32) % len(KINDS)


def _draw_numbered(job: tuple[int, int, int]) -> np.ndarray:
    seed, number, size = job
    return draw(KINDS[number % len(KINDS)], np.random.default_rng([seed, number]), size)


def _draw_animal(kind: animals.Kind, rng: np.random.Generator, size: int) -> np.ndarray:
    pose = animals.choose_pose(rng, kind)
    matrix, origin = animals.place(rng, pose)
    fur = rng.uniform(0.0, 0.12)

    def paint_it(paint: Painter) -> None:
        animals.draw_animal(rng, paint, kind, pose)

    return scenes.picture(rng, size, paint_it, matrix=matrix, origin=origin, fur=fur, top_view=0.2)


def _draw_object(kind: str, rng: np.random.Generator, size: int) -> np.ndarray:
    long = kind in objects.LONG
    thing = objects.LONG[kind] if long else objects.STANDING[kind]
    matrix, origin = objects.place(rng, free=0.5 if long else 0.2)
    rough = rng.uniform(0.0, 0.1) if chance(rng, 0.5) else 0.0

    def paint_it(paint: Painter) -> None:
        thing(rng, paint, objects.colours(rng, paint))

    return scenes.picture(
        rng, size, paint_it, matrix=matrix, origin=origin, fur=rough, top_view=0.4
    )


if __name__ == "__main__":
    images, labels = pictures(8)
    order = np.argsort(labels, kind="stable")
    contact_sheet(images[order], columns=16).save(sys.argv[1])
    print(f"{sys.argv[1]}: {len(images)} pictures of {len(KINDS)} kinds")
