"""One `load_*` function per data set, all built on `storage`.

Each prints one line that says what it read, and from where. Real and embedded data have the
same layout, shapes and dtypes.
"""

from __future__ import annotations

import io
import pathlib
import tempfile
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from utils import storage
from utils.storage import DataFile, StorageError

if TYPE_CHECKING:
    import zipfile

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
# The table as such has no address; it is drawn from an archive that has one.
BANK = DataFile(name="bank.csv", embedded="bank.csv", max_bytes=2_000_000)
BANK_ARCHIVE = DataFile(
    name="bank-marketing.zip",
    urls=("https://archive.ics.uci.edu/static/public/222/bank+marketing.zip",),
    # UCI publishes none: data/README.md says where this one comes from.
    sha256="e0bf5f5de5b846e2f18e9d90606637267d46dfa260e0f17bb12e605db5efbeb4",
    embedded="bank.csv",
    max_bytes=2_000_000,
    title="11,162 real ones",
)

# What `make data` fetches.
DOWNLOADS = (MNIST, BANK_ARCHIVE)

MNIST_UNPACKED = 128_000_000  # Bytes; MNIST needs 55 million.
IRIS_LENGTHS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
IRIS_SPECIES = ["setosa", "versicolor", "virginica"]
BANK_NUMBERS = {  # Whole numbers, with the smallest and the largest that make sense.
    "age": (15, 120),
    "balance": (-1_000_000, 10_000_000),
    "date": (1, 31),
    "duration": (0, 36_000),
    "campaign": (1, 1000),
    "pdays": (-1, 5000),
    "previous": (0, 1000),
}
_NO_YES = ["no", "yes"]
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
BANK_NAMES = {  # Columns of names, with all the names that there are.
    "job": [
        "admin.",
        "blue-collar",
        "entrepreneur",
        "housemaid",
        "management",
        "retired",
        "self-employed",
        "services",
        "student",
        "technician",
        "unemployed",
        "unknown",
    ],
    "marital": ["divorced", "married", "single"],
    "education": ["primary", "secondary", "tertiary", "unknown"],
    "default": _NO_YES,
    "housing": _NO_YES,
    "loan": _NO_YES,
    "contact": ["cellular", "telephone", "unknown"],
    "month": _MONTHS.split(),
    "poutcome": ["failure", "other", "success", "unknown"],
    "deposit": _NO_YES,
}
BANK_COLUMNS = [
    "age",
    "job",
    "marital",
    "education",
    "default",
    "balance",
    "housing",
    "loan",
    "contact",
    "date",
    "month",
    "duration",
    "campaign",
    "pdays",
    "previous",
    "poutcome",
    "deposit",
]
BANK_UNPACKED = 12_000_000  # Bytes; bank-full.csv needs 4.6 million.
BANK_NO = 5873  # Calls without a deposit to draw from the archive; it has 5,289 with one.


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
    table = _read_csv(located.path)
    _check_iris(located.path, table)
    table = table[[*IRIS_LENGTHS, "species"]].astype(dict.fromkeys(IRIS_LENGTHS, np.float64))
    table["species"] = pd.Categorical(table["species"], categories=IRIS_SPECIES)
    print(storage.describe(located, f"Iris: {len(table)} flowers"))
    return table


def load_bank() -> pd.DataFrame:
    """A bank's calls to its clients: 11,162 real ones, or 6,000 embedded, generated ones.

    Returns:
        16 attributes and `deposit`, one row a call. int64: age (years), balance (euros), date
        (day of the month), duration (of this call, seconds), campaign (calls in this
        campaign), pdays (days since an earlier campaign, -1 if there was none), previous
        (calls before this campaign). Categories: job, marital, education, default, housing,
        loan, contact, month, poutcome (of the earlier campaign) and deposit (no, yes).

    Raises:
        StorageError: the file that was found is damaged or holds something else.
    """
    import pandas as pd

    located = storage.locate(BANK)
    if located.origin != "folder":
        located = storage.locate(BANK_ARCHIVE)
    if located.path.suffix == ".zip":
        table = _read_bank_archive(located.path)
    else:
        table = _read_csv(located.path).rename(columns={"day": "date"})  # Some copies say day.
    _check_bank(located.path, table)
    table = table[BANK_COLUMNS].astype(dict.fromkeys(BANK_NUMBERS, np.int64))
    for name, names in BANK_NAMES.items():
        table[name] = pd.Categorical(table[name], categories=names)
    kind = "generated calls" if located.origin == "embedded" else "calls"
    print(storage.describe(located, f"Bank: {len(table):,} {kind}"))
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


def _read_csv(path: pathlib.Path, content: bytes | None = None, sep: str = ",") -> pd.DataFrame:
    """The table in a CSV file, or in these bytes that come from it."""
    import pandas as pd

    source = path if content is None else io.BytesIO(content)
    try:
        return pd.read_csv(source, sep=sep, float_precision="round_trip")
    except ValueError as error:  # Pandas' parser errors, and bytes that are not UTF-8.
        raise _wrong(path, f"it is no CSV table ({error})") from error


def _read_bank_archive(path: pathlib.Path) -> pd.DataFrame:
    """The calls in UCI's archive: all that won a deposit, and a fixed draw of the others."""
    import pandas as pd

    with tempfile.TemporaryDirectory() as folder:
        inner = pathlib.Path(folder) / "bank.zip"
        with storage.open_zip(path, BANK_UNPACKED) as archive:
            inner.write_bytes(_member(path, archive, "bank.zip"))
        with storage.open_zip(inner, BANK_UNPACKED) as archive:
            content = _member(path, archive, "bank-full.csv")
    table = _read_csv(path, content, sep=";").rename(columns={"day": "date", "y": "deposit"})
    if "deposit" not in table.columns:
        raise _wrong(path, "its bank-full.csv has no column y")
    won, lost = (table[table["deposit"] == answer] for answer in ("yes", "no"))
    order = np.random.default_rng(0).permutation(len(lost))[:BANK_NO]
    return pd.concat([won, lost.iloc[order]]).sort_index().reset_index(drop=True)


def _member(path: pathlib.Path, archive: zipfile.ZipFile, name: str) -> bytes:
    """What the archive holds under this name."""
    if name not in archive.namelist():
        raise _wrong(path, f"it holds no {name}")
    return archive.read(name)


def _check_bank(path: pathlib.Path, table: pd.DataFrame) -> None:
    """Raise a StorageError unless `table` holds calls of a bank."""
    missing = [name for name in BANK_COLUMNS if name not in table.columns]
    if missing:
        raise _wrong(path, f"it has no column {', '.join(missing)}")
    if not 1000 <= len(table) <= 50_000:
        raise _wrong(path, f"it has {len(table):,} rows, not 1,000 to 50,000")
    for name, (low, high) in BANK_NUMBERS.items():
        if table[name].dtype.kind not in "iu" or not table[name].between(low, high).all():
            raise _wrong(path, f"column {name} holds something else than {low:,} to {high:,}")
    for name, names in BANK_NAMES.items():
        strange = [str(value) for value in table[name].unique() if value not in names]
        if strange:
            raise _wrong(path, f"column {name} holds {', '.join(strange[:3])}")
    if table["deposit"].nunique() < 2:
        raise _wrong(path, "all calls end the same way; deposit needs yes and no")


def _wrong(path: pathlib.Path, what: str) -> StorageError:
    """The error for a file with other contents than its name promises."""
    return StorageError(
        f"{path} cannot be used: {what}. Replace it (data/README.md says what it must hold), or "
        "set COURSE_DATA=embedded to use the files that come with the course."
    )
