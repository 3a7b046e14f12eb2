"""Every figure as colour-blind readers see it: `make colours`, into build/colours.

One sheet for each lesson: a row for each figure, first as drawn, then for protanopia,
deuteranopia and tritanopia. The sheets are for looking at; no number replaces that.

    python -m tools.colour_blindness [02 05 ...]
"""

from __future__ import annotations

import argparse
import base64
import io
import pathlib

import numpy as np
from PIL import Image

from tools import notebooks

BUILD = notebooks.ROOT / "build" / "colours"
WIDTH = 480  # pixels of each picture on a sheet
# Machado, Oliveira & Fernandes (2009), "A physiologically-based model for simulation of color
# vision deficiency", severity 1.0; the matrices apply to linear RGB.
KINDS = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def simulate(picture: np.ndarray, kind: str) -> np.ndarray:
    """A picture as somebody with this kind of colour blindness sees it.

    Args:
        picture: (height, width, 3), uint8, sRGB.
        kind: a key of `KINDS`.

    Returns:
        The same shape and type. Greys stay as they are.
    """
    share = picture / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.array(KINDS[kind]).T, 0, 1)
    share = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    return np.round(share * 255).astype(np.uint8)


def figures(path: pathlib.Path) -> list[np.ndarray]:
    """The figures of a committed lesson, each (height, WIDTH, 3), uint8."""
    found = []
    for cell in notebooks.read(path).cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {}).get("image/png")
            if data:
                picture = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
                height = round(picture.height * WIDTH / picture.width)
                found.append(np.asarray(picture.resize((WIDTH, height), Image.LANCZOS)))
    return found


def sheet(pictures: list[np.ndarray]) -> Image.Image:
    """Rows of figures, columns: as drawn, then every kind of `KINDS`."""
    rows = [np.hstack([p, *(simulate(p, kind) for kind in KINDS)]) for p in pictures]
    return Image.fromarray(np.vstack(rows))


def main() -> None:
    """Write the sheets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", help="such as 02; all of them if none is named")
    BUILD.mkdir(parents=True, exist_ok=True)
    for path in notebooks.lessons(parser.parse_args().lessons):
        if pictures := figures(path):
            sheet(pictures).save(BUILD / f"{path.stem}.png")
    print(f"Look at the sheets in {BUILD}")


if __name__ == "__main__":
    main()
