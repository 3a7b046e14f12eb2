"""Draw data/cats_and_dogs.zip, the stand-in for photos: `python -m data.generators.cats_and_dogs`.

A cat differs from a dog in its ears, eyes, muzzle, whiskers, tail and build, and in nothing
else: pose, place in the picture, coat, colours, markings, collar, background, clutter, light,
blur and noise are drawn from the same distributions for both. Even ears do not decide alone:
some dogs have pointed ones and some cats folded ones. So the answer cannot be read from colours
or brightness, and a network has to find the shapes; tests measure that.

`python -m data.generators.cats_and_dogs FILE.png` draws 144 of them to look at.
"""

from __future__ import annotations

import io
import pathlib
import sys
import zipfile

import numpy as np
from PIL import Image

from data.generators import animals, scenes
from data.generators.animals import Face, Kind
from data.generators.drawing import (
    BLACK,
    INK,
    SIDES,
    WHITE,
    Fill,
    Painter,
    chance,
    contact_sheet,
    curve,
    mix,
    parallel,
    pick,
    shaggy,
    vary,
)

TARGET = pathlib.Path(__file__).resolve().parent.parent / "cats_and_dogs.zip"
KINDS = ("cat", "dog")
PARTS = {"train": 500, "validation": 500}  # Pictures of each kind.
SIZE, QUALITY, SEED = 64, 88, 10
CAT_IRISES = (0.27, 0.25, 0.18, 0.13, 0.10, 0.07)  # Shares of `animals.IRISES`.
DOG_IRISES = (0.05, 0.11, 0.11, 0.21, 0.28, 0.24)


def draw(kind: str, rng: np.random.Generator, size: int = SIZE) -> np.ndarray:
    """One picture of a cat or a dog.

    Args:
        kind: "cat" or "dog".
        rng: source of chance; the same state gives the same picture.
        size: width and height.

    Returns:
        (size, size, 3) uint8.
    """
    if kind == "cat":
        build = Kind(cat, "long", 1.0)
    else:
        build = Kind(dog, pick(rng, ("wagging", "bushy", "stub"), (0.6, 0.2, 0.2)), 1.1)
    pose = animals.choose_pose(rng, build)
    matrix, origin = animals.place(rng, pose)
    fur = rng.uniform(0.0, 0.12)

    def paint_it(paint: Painter) -> None:
        animals.draw_animal(rng, paint, build, pose)

    return scenes.picture(rng, size, paint_it, matrix=matrix, origin=origin, fur=fur)


def cat(face: Face) -> None:
    """Pointed ears, wide eyes, a small muzzle with whiskers."""
    rng, paint, coat = face.rng, face.paint, face.coat
    _ears(face, pick(rng, ("pointed", "folded"), (0.88, 0.12)), rng.uniform(0.6, 0.95))
    wide, high = rng.uniform(0.94, 1.08), rng.uniform(0.88, 1.0)
    cheek = rng.uniform(0.8, 0.95)
    half = [(0.5, -0.8), (0.95, -0.2), (cheek, 0.5), (0.35, 0.84)]
    face.head(np.array(_mirrored(half)) * [wide, high])
    face.marking()
    if coat.fur.base != coat.fur.second and chance(rng, 0.35):  # A tabby's forehead.
        for x in (-0.22, 0.0, 0.22):
            top = face.at(x, 0.6), -0.75
            paint.line([top, (face.at(0.8 * x, 0.7), -0.42)], 0.08, coat.fur.second)
    across, along = rng.uniform(0.16, 0.23), rng.uniform(0.14, 0.2)
    pupil = pick(rng, ((0.3 * across, 0.92 * along), (0.62 * across, 0.72 * along)), (0.6, 0.4))
    iris = vary(rng, pick(rng, animals.IRISES, CAT_IRISES), 12)
    rim = INK if chance(rng, 0.5) else None
    face.eyes(rng.uniform(0.38, 0.47), rng.uniform(-0.2, -0.06), (across, along), iris, pupil, rim)
    x, y, k = face.at(0, 1), rng.uniform(0.3, 0.4), rng.uniform(0.85, 1.15)
    pads = coat.light if chance(rng, 0.6) else mix(coat.base, WHITE, 0.1)
    for side in SIDES:
        paint.ellipse(x + side * 0.17 * k, y + 0.13, 0.23 * k, 0.17 * k, pads)
    nose = [(x - 0.11 * k, y - 0.06), (x + 0.11 * k, y - 0.06), (x, y + 0.07)]
    paint.polygon(nose, face.nose_colour())
    face.mouth(x, y + 0.15, 0.18)
    if chance(rng, 0.92):
        face.whiskers(y + 0.08, 3, (0.95, 1.3))


def dog(face: Face) -> None:
    """Hanging, tipped or pointed ears, round eyes, a long muzzle with a broad nose."""
    rng, paint, coat = face.rng, face.paint, face.coat
    ears = pick(rng, ("hanging", "tipped", "pointed"), (0.55, 0.25, 0.20))
    if ears != "hanging":
        _ears(face, ears, rng.uniform(0.6, 1.0))
    wide, high = rng.uniform(0.9, 1.05), rng.uniform(0.88, 1.0)
    jaw = rng.uniform(0.9, 1.05)
    half = [(0.48, -0.88), (0.9, -0.25), (0.74, 0.48), (0.36, jaw)]
    face.head(np.array(_mirrored(half)) * [wide, high])
    face.marking()
    radius = rng.uniform(0.11, 0.17)
    iris = vary(rng, pick(rng, animals.IRISES, DOG_IRISES), 12)
    rim = pick(rng, ((240, 238, 232), INK, None), (0.3, 0.3, 0.4))
    apart, height = rng.uniform(0.34, 0.44), rng.uniform(-0.26, -0.1)
    size = radius, radius * rng.uniform(0.9, 1.1)
    face.eyes(apart, height, size, iris, (0.62 * radius, 0.68 * radius), rim)
    if chance(rng, 0.3):  # Brows.
        for side in SIDES:
            brow = face.at(side * apart * 0.9, 0.7), height - 0.27
            paint.ellipse(*brow, 0.13, 0.07, coat.light, side * 0.3)
    _muzzle(face)
    if ears == "hanging":
        _hanging_ears(face)


def _muzzle(face: Face) -> None:
    """A dog's muzzle, which comes out of the face and hides part of it."""
    rng, paint, coat = face.rng, face.paint, face.coat
    k, long, y = rng.uniform(0.88, 1.2), rng.uniform(0.34, 0.48), rng.uniform(0.36, 0.46)
    fill: Fill = pick(rng, (coat.light, coat.fur, mix(coat.base, BLACK, 0.12)), (0.5, 0.2, 0.3))
    x, tip = face.at(0, 1.3), face.at(0, 1.5)
    if chance(rng, 0.35):
        paint.ellipse(
            tip + rng.uniform(-0.08, 0.08), y + 0.5, 0.14, 0.24, vary(rng, (226, 104, 112), 8)
        )
    paint.ellipse(x, y + 0.1, 0.42 * k, long, fill, edge=True)
    paint.ellipse(tip, y - 0.12, 0.19 * k, 0.14 * k, face.nose_colour())
    paint.ellipse(tip - 0.05, y - 0.17, 0.05, 0.03, (200, 196, 196))
    paint.line([(tip, y), (tip, y + 0.2)], 0.045, INK)
    face.mouth(tip, y + 0.2, 0.27)


def _ears(face: Face, style: str, tall: float) -> None:
    """Two ears on top of the head, behind it: "pointed", "folded" or "tipped"."""
    rng, paint, coat = face.rng, face.paint, face.coat
    wide, apart = rng.uniform(0.28, 0.4), rng.uniform(0.5, 0.64)
    lean = rng.uniform(0.02, 0.2)
    outside = pick(rng, (coat.fur, coat.shade), (0.7, 0.3))
    inside = coat.skin if chance(rng, 0.7) else mix(coat.base, BLACK, 0.45)
    for side in SIDES:
        s = side * face.squash(side)
        inner, outer = (s * (apart - wide), -0.66), (s * (apart + wide), -0.28)
        if style == "pointed":
            tip = s * (apart + lean), -0.62 - tall
            ear = np.array([inner, tip, outer])
            paint.polygon([*ear, (s * 0.4, -0.1)], outside, edge=True)
            paint.polygon(ear.mean(0) + 0.56 * (ear - ear.mean(0)), inside)
        elif style == "folded":
            paint.polygon([inner, (s * apart, -1.0), outer, (s * 0.4, -0.1)], outside, edge=True)
            fold = [
                (s * (apart - 0.6 * wide), -0.84),
                (s * (apart + wide), -0.5),
                (s * apart, -0.4),
            ]
            paint.polygon(fold, mix(coat.base, BLACK, 0.35))
        else:
            near, far = (
                (s * (apart - 0.1), -0.62 - 0.6 * tall),
                (s * (apart + 0.3), -0.55 - 0.5 * tall),
            )
            paint.polygon([inner, near, far, outer, (s * 0.4, -0.1)], outside, edge=True)
            flap = s * (apart + rng.uniform(0.25, 0.5)), -0.6 - tall * rng.uniform(0.0, 0.25)
            paint.polygon([near, far, flap], mix(coat.base, BLACK, 0.4))


def _hanging_ears(face: Face) -> None:
    """A dog's ears that lie over the sides of the head."""
    rng, paint, coat = face.rng, face.paint, face.coat
    long, wide = rng.uniform(0.65, 1.25), rng.uniform(0.85, 1.1)
    fill = pick(rng, (coat.fur, coat.shade, mix(coat.fur.second, BLACK, 0.15)), (0.4, 0.35, 0.25))
    for side in SIDES:
        s = side * face.squash(side)
        out = wide + rng.uniform(-0.05, 0.05)
        ear = [(0.42, -0.8), (0.8, -0.74), (1.08 * out, -0.2), (1.12 * out, -0.55 + long)]
        outline = curve(np.array([*ear, (0.88, -0.42 + long), (0.7, -0.25)]) * [s, 1])
        if coat.tuft:
            outline = shaggy(rng, outline, 0.8 * coat.tuft)
        paint.polygon(outline, fill, edge=True)
        seam = np.array([(0.5, -0.72), (0.68, -0.22), (0.84, -0.45 + long)]) * [s, 1]
        paint.line(seam, 0.04, mix(coat.base, BLACK, 0.4), smooth=True)


def _mirrored(half: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A closed outline from its right half, top to bottom."""
    return [*half, *[(-x, y) for x, y in reversed(half)]]


def draw_numbered(part: str, kind: str, number: int) -> np.ndarray:
    """The picture with this number; each has a seed of its own."""
    seed = [SEED, list(PARTS).index(part), KINDS.index(kind), number]
    return draw(kind, np.random.default_rng(seed))


def to_jpeg(image: np.ndarray) -> bytes:
    """A JPEG file."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def make() -> dict[str, bytes]:
    """Names in the archive, as real photos have them, and JPEG files."""
    jobs = [
        (part, kind, number)
        for part, count in PARTS.items()
        for kind in KINDS
        for number in range(count)
    ]
    names = [f"cats_and_dogs/{part}/{kind}s/{kind}.{number:04d}.jpg" for part, kind, number in jobs]
    return dict(zip(names, parallel(_file, jobs), strict=True))


def _file(job: tuple[str, str, int]) -> bytes:
    return to_jpeg(draw_numbered(*job))


def write(target: pathlib.Path = TARGET) -> None:
    """Write the archive, with a fixed date and uncompressed (JPEG is), so that bytes repeat."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in make().items():
            entry = zipfile.ZipInfo(name)  # 1 January 1980.
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # The same on Windows.
            archive.writestr(entry, content)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        numbered = [(kind, number) for kind in KINDS for number in range(72)]
        images = np.stack([draw_numbered("train", *job) for job in numbered])
        contact_sheet(images, columns=12).save(sys.argv[1])
    else:
        write()
        print(f"{TARGET}: {TARGET.stat().st_size:,} bytes, {2 * sum(PARTS.values()):,} pictures")
