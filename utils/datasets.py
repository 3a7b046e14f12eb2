"""One `load_*` function per data set, all built on `storage`.

Each prints one line that says what it read, and from where. Real and embedded data have the
same layout, shapes and dtypes.
"""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from utils import storage
from utils.storage import DataFile, StorageError

if TYPE_CHECKING:
    import pandas as pd

MNIST = DataFile(
    name="mnist.npz",
    # Address and checksum are those of keras/src/datasets/mnist.py.
    urls=("https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",),
    sha256="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    embedded="digits.npz",
    max_bytes=32_000_000,
    title="the 70,000 of MNIST",
)
IRIS = DataFile(name="iris.csv", embedded="iris.csv", max_bytes=100_000)

# What `make data` fetches.
DOWNLOADS = (MNIST,)

MNIST_UNPACKED = 128_000_000  # Bytes; MNIST needs 55 million.
IRIS_LENGTHS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
IRIS_SPECIES = ["setosa", "versicolor", "virginica"]


class Digits(NamedTuple):
    """Pictures of handwritten digits, white on black.

    Attributes:
        train_images, test_images: (n, 28, 28) uint8, 0 (black) to 255 (white).
        train_labels, test_labels: (n,) int64, the digit shown, 0 to 9.
        source: "MNIST" or "scikit-learn digits".
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    source: str


def load_digits() -> Digits:
    """Handwritten digits: MNIST (60,000 and 10,000), or embedded ones (1,347 and 450).

    Raises:
        StorageError: the file that was found is damaged or holds something else.
    """
    located = storage.locate(MNIST)
    arrays = storage.read_npz(
        located.path,
        {
            "x_train": (np.uint8, 3),
            "y_train": (np.integer, 1),
            "x_test": (np.uint8, 3),
            "y_test": (np.integer, 1),
        },
        MNIST_UNPACKED,
    )
    for part in ("train", "test"):
        _check_digits(located.path, part, arrays[f"x_{part}"], arrays[f"y_{part}"])
    digits = Digits(
        train_images=arrays["x_train"],
        train_labels=arrays["y_train"].astype(np.int64),
        test_images=arrays["x_test"],
        test_labels=arrays["y_test"].astype(np.int64),
        source="scikit-learn digits" if located.origin == "embedded" else "MNIST",
    )
    count = len(digits.train_images) + len(digits.test_images)
    kind = "MNIST digits" if digits.source == "MNIST" else digits.source
    print(storage.describe(located, f"Digits: {count:,} {kind}"))
    return digits


def load_iris() -> pd.DataFrame:
    """Fisher's Iris: 150 flowers.

    Returns:
        Columns sepal_length, sepal_width, petal_length, petal_width (float64, cm) and species
        (category: setosa, versicolor, virginica).

    Raises:
        StorageError: the file that was found is damaged or holds something else.
    """
    import pandas as pd

    located = storage.locate(IRIS)
    try:
        table = pd.read_csv(located.path, float_precision="round_trip")
    except ValueError as error:  # Pandas' parser errors, and bytes that are not UTF-8.
        raise _wrong(located.path, f"it is no CSV table ({error})") from error
    _check_iris(located.path, table)
    table = table[[*IRIS_LENGTHS, "species"]].astype(dict.fromkeys(IRIS_LENGTHS, np.float64))
    table["species"] = pd.Categorical(table["species"], categories=IRIS_SPECIES)
    print(storage.describe(located, f"Iris: {len(table)} flowers"))
    return table


def _check_digits(path: pathlib.Path, part: str, images: np.ndarray, labels: np.ndarray) -> None:
    """Raise a StorageError unless these are labelled pictures of all ten digits."""
    if images.shape[1:] != (28, 28):
        raise _wrong(path, f"x_{part} has shape {images.shape}, not (n, 28, 28)")
    if len(images) != len(labels):
        raise _wrong(path, f"x_{part} has {len(images)} pictures, y_{part} {len(labels)} labels")
    if not np.array_equal(np.unique(labels), np.arange(10)):
        found = ", ".join(map(str, np.unique(labels)[:12])) or "none"
        raise _wrong(path, f"the labels y_{part} are not the digits 0 to 9 (found {found})")
    if images.max() < 128:
        raise _wrong(path, f"x_{part} goes up to {images.max()} only, not to 255")


def _check_iris(path: pathlib.Path, table: pd.DataFrame) -> None:
    """Raise a StorageError unless `table` is Iris."""
    missing = [name for name in [*IRIS_LENGTHS, "species"] if name not in table.columns]
    if missing:
        raise _wrong(path, f"it has no column {', '.join(missing)}")
    if len(table) != 150:
        raise _wrong(path, f"it has {len(table)} rows, not 150")
    for name in IRIS_LENGTHS:
        if table[name].dtype.kind not in "if" or not table[name].between(0.05, 20).all():
            raise _wrong(path, f"column {name} holds something else than lengths in cm")
    if set(table["species"]) != set(IRIS_SPECIES):
        raise _wrong(path, f"the species are not {', '.join(IRIS_SPECIES)}")


def _wrong(path: pathlib.Path, what: str) -> StorageError:
    """The error for a file with other contents than its name promises."""
    return StorageError(
        f"{path} cannot be used: {what}. Replace it (data/README.md says what it must hold), or "
        "set COURSE_DATA=embedded to use the files that come with the course."
    )
