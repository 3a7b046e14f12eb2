"""Draw data/fishing.zip, pictures from fishing boats: `python -m data.generators.fishing`.

Twelve boats, each under its own fixed camera, with seven kinds of fish on deck or none. In the
training pictures most hauls of a boat are of one kind, so that a network can name the fish
without looking at it: by the boat. Four pictures show each haul, a moment apart. Two more sets,
with as many pictures of each kind from each boat, tell what was really learned: one of the
same nine boats, one of three boats that no training picture shows.

`python -m data.generators.fishing FILE.png` draws each kind on each boat to look at.
"""

from __future__ import annotations

import csv
import io
import pathlib
import sys
import zipfile
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image

from data.generators import boats, fish
from data.generators.boats import BOATS, LOOSE, Boat
from data.generators.drawing import (
    Painter,
    chance,
    contact_sheet,
    lay_over,
    parallel,
    pick,
)

TARGET = pathlib.Path(__file__).resolve().parent.parent / "fishing.zip"
SPECIES = (*fish.FISH, "no fish")
KNOWN, UNSEEN = BOATS[:9], BOATS[9:]
# Hauls of each training boat: of the kind that it fishes for, of its second kind, of each other.
HAULS = (60, 12, 2)
FIRST_KIND = (0, 1, 7, 2, 3, 6, 5, 4, 5)
SECOND_KIND = (7, 0, 1, 6, 5, 4, 2, 3, 1)
FRAMES = 4  # Pictures of a haul, in the training set.
KNOWN_EACH, UNSEEN_EACH = 9, 25  # Pictures of each kind from each boat, in the other two sets.
HEIGHT, WIDTH = 64, 96
SUPERSAMPLE, QUALITY, SEED = 3, 65, 12
HIDDEN = 0.35  # At most this part of a fish is hidden.
COLUMNS = (
    "file",
    "set",
    "boat",
    "haul",
    "native_height",
    "native_width",
    "species",
    "top",
    "left",
    "bottom",
    "right",
)


class Entry(NamedTuple):
    """One picture to draw: its set, boat, species, haul (all by number) and frame."""

    part: str
    boat: int
    species: int
    haul: int
    frame: int


def draw(
    boat: int, species: str, seed: Sequence[int], frame: int = 0, zoom: int = 1, span: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """One picture, and the box around the fish in it.

    The same scene is drawn larger with `zoom`: the fish has `zoom` times as many pixels in
    height and width. `span` shows more of the deck instead, and the fish as large as ever.

    Args:
        boat: place in BOATS.
        species: one of SPECIES.
        seed: of the haul; the same seed and frame give the same picture.
        frame: 0, 1, ...: the same haul, a moment apart. People and fish have moved a little.
        zoom: how many times larger everything is.
        span: how many times as much deck is to be seen, in height and in width.

    Returns:
        (64 * zoom * span, 96 * zoom * span, 3) uint8, and the box (4,) int64: top, left,
        bottom, right, in pixels, the last two just outside. It goes around all of the fish that
        lies within the picture, also what people or things hide; zeros if there is no fish.

    Raises:
        ValueError: there is no such species.
    """
    if species not in SPECIES:
        raise ValueError(f"species must be one of {', '.join(SPECIES)}, and this is {species!r}")
    # With chance of its own the fish stays the same, however much of the deck is seen.
    rng, catch, now = (np.random.default_rng([*seed, i]) for i in (0, 1, 2 + frame))
    ship, scale = BOATS[boat], HEIGHT * SUPERSAMPLE * zoom
    image = _deck(now, ship, scale, span)
    shadow = catch.uniform(np.pi, 2 * np.pi)  # Where the light comes from.
    paint = Painter(image, np.eye(2) * scale, -np.array(boats.view(ship, span)) * scale)
    layer, axis = None, -np.inf
    if species != "no fish":
        layer, axis = _lay_fish(catch, now, paint, ship, species, span)
    for _ in range(int(rng.poisson(0.6 * span**2))):
        place = _on_deck(ship, span, *rng.uniform((0.05, 0.05), (0.95, 0.95)))
        boats.thing(rng, paint, pick(rng, LOOSE), *place, rng.uniform(0.5, 0.85))
    crew = _crew(rng, now, ship, span)
    for person in sorted(crew, key=lambda person: person.y):
        if person.y < axis + 0.1:  # Behind the fish.
            person.draw(paint, ship)
    box = (0, 0, 0, 0)
    if layer:
        lay_over(image, layer, shadow, 0.018 / span, 0.45)
        small = layer.getchannel("A").resize(_pixels(zoom, span), Image.Resampling.BOX)
        left, top, right, bottom = small.point(lambda alpha: 255 * (alpha > 127)).getbbox()
        box = top, left, bottom, right
        _cover(rng, paint, ship, layer, [person for person in crew if person.y >= axis + 0.1])
    small = image.resize(_pixels(zoom, span), Image.Resampling.BOX)
    return _expose(rng, now, ship, small, span), np.array(box, np.int64)


def _pixels(zoom: int, span: int) -> tuple[int, int]:
    """Width and height of a picture."""
    return WIDTH * zoom * span, HEIGHT * zoom * span


def _deck(rng: np.random.Generator, boat: Boat, scale: int, span: int) -> Image.Image:
    """The empty deck, as the shaking camera sees it now."""
    reach = boats.MARGIN * scale
    x, y = (int(reach + np.clip(rng.normal(0, 0.2), -1, 1) * reach) for _ in range(2))
    wide, high = _pixels(scale // HEIGHT, span)
    return boats.deck(boat, scale, span).crop((x, y, x + wide, y + high))


def _on_deck(boat: Boat, span: int, u: float, v: float) -> tuple[float, float]:
    """The point at shares u and v of the part of the picture that is no sea."""
    left, top = boats.view(boat, span)
    right, bottom = left + 1.5 * span, top + span
    if boat.sea == "top":
        top += 0.24
    elif boat.sea == "left":
        left += 0.24
    else:
        right -= 0.24
    return left + u * (right - left), top + v * (bottom - top)


class _Person(NamedTuple):
    """One of the crew: between the boots, size, facing, and a seed for all else."""

    x: float
    y: float
    size: float
    facing: int
    seed: int

    def draw(self, paint: Painter, boat: Boat) -> None:
        moved = paint.moved(self.x, self.y, scale=self.size)
        flipped = Painter(moved.image, moved.matrix @ np.diag([self.facing, 1]), moved.origin)
        boats.person(np.random.default_rng(self.seed), flipped, boat.suit)


def _crew(
    rng: np.random.Generator, now: np.random.Generator, boat: Boat, span: int
) -> list[_Person]:
    """Who is on deck: nobody, one or two, and more where more of the deck is seen."""
    people = []
    left, top = boats.view(boat, span)
    for _ in range(int(rng.binomial(2 * span**2, 0.38))):
        x, y = rng.uniform(0.05, 1.45) * span + left, top + span * rng.uniform(0.5, 1.25)
        size, facing = rng.uniform(0.85, 1.15), pick(rng, (-1, 1))
        seed = int(rng.integers(2**31))
        x, y = x + now.normal(0, 0.03), y + now.normal(0, 0.015)
        people.append(_Person(x, y, size, facing, seed))
    return people


def _lay_fish(
    rng: np.random.Generator,
    now: np.random.Generator,
    paint: Painter,
    boat: Boat,
    species: str,
    span: int,
) -> tuple[Image.Image, float]:
    """The fish on a layer of its own, and the y of its middle."""
    kind = fish.FISH[species]
    length = kind.length / 1.2 * rng.uniform(0.8, 1.18)
    turn = rng.normal(0, 0.45) if chance(rng, 0.75) else rng.uniform(-np.pi, np.pi)
    flat, facing = rng.uniform(0.8, 1.0), pick(rng, (-1, 1))
    turn, length = turn + now.normal(0, 0.08), length * (1 + now.normal(0, 0.02))
    cosine, sine = np.cos(turn), np.sin(turn)
    lie = np.diag([1, flat]) @ [[cosine, -sine], [sine, cosine]] @ np.diag([facing, 1]) * length
    reach = 0.9 * np.abs(lie) @ [0.6, 0.16]  # It may stick out of the picture a little.
    least, most = (np.array(_on_deck(boat, span, share, share)) for share in (0, 1))
    least, most = least + reach, most - reach
    middle = (least + most) / 2 + rng.uniform(-0.5, 0.5, 2) * np.maximum(most - least, 0)
    middle = middle + now.normal(0, (0.03, 0.02))
    layer = Image.new("RGBA", paint.image.size)
    origin = paint.origin + paint.matrix @ (middle - lie @ [0.55, 0])
    kind.draw(rng, Painter(layer, paint.matrix @ lie, origin))
    return layer, float(middle[1])


def _cover(
    rng: np.random.Generator, paint: Painter, boat: Boat, layer: Image.Image, crew: list[_Person]
) -> None:
    """Set people, and sometimes a thing, before the fish, if enough of it stays visible."""
    shape = np.asarray(layer.getchannel("A")) > 127
    hidden = np.zeros_like(shape)
    x, y = (np.argwhere(shape)[int(rng.integers(shape.sum()))][::-1] - paint.origin) / paint.scale
    kind, size, wanted = pick(rng, LOOSE), rng.uniform(0.6, 0.9), chance(rng, 0.18)
    seed = int(rng.integers(2**31))

    def draw_thing(over: Painter) -> None:
        boats.thing(np.random.default_rng(seed), over, kind, x, y, size)

    draws = [draw_thing] if wanted else []
    draws += [lambda over, person=person: person.draw(over, boat) for person in crew]
    for draw_it in draws:
        before = Image.new("RGBA", layer.size)
        draw_it(paint.on(before))
        covered = hidden | (np.asarray(before.getchannel("A")) > 127) & shape
        if covered.sum() <= HIDDEN * shape.sum():
            hidden = covered
            paint.image.paste(before, mask=before)


def _expose(
    rng: np.random.Generator,
    now: np.random.Generator,
    boat: Boat,
    image: Image.Image,
    span: int,
) -> np.ndarray:
    """The picture in the boat's light, a little other each day, with the camera's noise."""
    pixels = np.asarray(image, np.float32)
    pixels = pixels * boats.light(boat, *pixels.shape[:2], span)
    gain = rng.normal(1, 0.07) * rng.normal(1, 0.02, 3) * now.normal(1, 0.015)
    noise = 5 if boat.light == "night" else 3
    pixels = pixels * gain.astype(np.float32)
    pixels = pixels + noise * now.standard_normal(pixels.shape, np.float32)
    return np.clip(pixels, 0, 255).astype(np.uint8)


# The three sets


def entries() -> list[Entry]:
    """All pictures, set by set, each set in random order."""
    training, haul = [], 0
    for boat in range(len(KNOWN)):
        counts = np.full(len(SPECIES), HAULS[2])
        counts[FIRST_KIND[boat]], counts[SECOND_KIND[boat]] = HAULS[:2]
        for species in np.repeat(np.arange(len(SPECIES)), counts):
            haul += 1
            training += [Entry("train", boat, int(species), haul, i) for i in range(FRAMES)]
    parts = [training]
    for part, ships, each in (
        ("known_boats", KNOWN, KNOWN_EACH),
        ("unseen_boats", UNSEEN, UNSEEN_EACH),
    ):
        balanced = []
        for ship in ships:
            for species in np.repeat(np.arange(len(SPECIES)), each):
                haul += 1
                balanced.append(Entry(part, BOATS.index(ship), int(species), haul, 0))
        parts.append(balanced)
    rng = np.random.default_rng(SEED)
    return [part[i] for part in parts for i in rng.permutation(len(part))]


def draw_entry(entry: Entry) -> tuple[np.ndarray, np.ndarray]:
    """The picture and the box of one entry."""
    return draw(entry.boat, SPECIES[entry.species], (SEED, entry.haul), entry.frame)


def to_jpeg(image: np.ndarray) -> bytes:
    """A JPEG file."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=QUALITY, optimize=True)
    return file.getvalue()


def make(chosen: Sequence[Entry]) -> dict[str, bytes]:
    """Names in the archive and their contents: pictures, and the table of all of them."""
    numbers: dict[str, int] = {}
    files, rows = {}, []
    for entry, (content, box) in zip(chosen, parallel(_file, chosen), strict=True):
        numbers[entry.part] = numbers.get(entry.part, 0) + 1
        name = f"{entry.part}/{numbers[entry.part]:04d}.jpg"
        files[f"fishing/{name}"] = content
        ship, species = BOATS[entry.boat], SPECIES[entry.species]
        edges = ("", "", "", "") if species == "no fish" else box
        rows.append((name, entry.part, ship.name, entry.haul, *ship.size, species, *edges))
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerows([COLUMNS, *rows])
    return {"fishing/fishing.csv": table.getvalue().encode(), **files}


def _file(entry: Entry) -> tuple[bytes, list[int]]:
    image, box = draw_entry(entry)
    return to_jpeg(image), box.tolist()


def write(target: pathlib.Path = TARGET, chosen: Sequence[Entry] | None = None) -> None:
    """Write the archive, with a fixed date and uncompressed (JPEG is), so that bytes repeat."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in make(entries() if chosen is None else chosen).items():
            entry = zipfile.ZipInfo(name)  # 1 January 1980.
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # The same on Windows.
            archive.writestr(entry, content)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        pictures = [
            draw(boat, species, (SEED, boat, number))[0]
            for boat in range(len(BOATS))
            for number, species in enumerate(SPECIES)
        ]
        contact_sheet(np.stack(pictures), columns=len(SPECIES)).save(sys.argv[1])
    else:
        write()
        print(f"{TARGET}: {TARGET.stat().st_size:,} bytes, {len(entries()):,} pictures")
