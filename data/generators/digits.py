"""Draw data/digits.npz, the stand-in for MNIST, from scikit-learn's digits.

Run it from the course's folder: `python -m data.generators.digits`. The result depends on
nothing but the pictures that scikit-learn brings: resizing is integer arithmetic.
"""

from __future__ import annotations

import pathlib

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

TARGET = pathlib.Path(__file__).resolve().parent.parent / "digits.npz"
SIDE, BOX = 28, 20  # Pixels: MNIST sets a digit of at most 20 x 20 into a frame of 28 x 28.
TEST_SIZE = 450
SEED = 0


def make() -> dict[str, np.ndarray]:
    """The arrays of digits.npz, named and laid out like those of mnist.npz.

    Returns:
        x_train (1347, 28, 28) and x_test (450, 28, 28), uint8, 0 (black) to 255 (white);
        y_train (1347,) and y_test (450,), uint8, 0 to 9.
    """
    digits = load_digits()
    images = np.stack([to_mnist(image) for image in digits.images])
    x_train, x_test, y_train, y_test = train_test_split(
        images,
        digits.target.astype(np.uint8),
        test_size=TEST_SIZE,
        stratify=digits.target,
        random_state=SEED,
    )
    return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}


def to_mnist(image: np.ndarray) -> np.ndarray:
    """Make one (8, 8) picture, 0 to 16, look like MNIST: (28, 28) uint8, centred by mass."""
    bright = np.rint(image * (255 / 16)).astype(np.uint8)
    large = np.asarray(Image.fromarray(bright).resize((BOX, BOX), Image.Resampling.BICUBIC))
    top, left = (_offset(large, axis) for axis in (0, 1))
    frame = np.zeros((SIDE, SIDE), np.uint8)
    frame[top : top + BOX, left : left + BOX] = large
    return frame


def _offset(image: np.ndarray, axis: int) -> int:
    """Where `image` begins in the frame, along `axis`, for its mass to lie in the middle."""
    profile = image.sum(axis=1 - axis, dtype=np.int64)
    centre = (profile @ np.arange(BOX)) / profile.sum()
    return int(np.clip(np.rint((SIDE - 1) / 2 - centre), 0, SIDE - BOX))


def write(target: pathlib.Path = TARGET) -> None:
    """Write the arrays; NumPy stores no time, so that the same zlib gives the same bytes."""
    np.savez_compressed(target, **make())


if __name__ == "__main__":
    write()
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")
