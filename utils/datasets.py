"""One `load_*` function per data set, all built on `storage`.

Each prints one line that says what it read, and from where. Real and embedded data have the
same layout, shapes and dtypes.
"""

from __future__ import annotations

import io
import itertools
import pathlib
import re
import tempfile
import unicodedata
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
CATS_AND_DOGS = DataFile(
    name="cats_and_dogs.zip",
    urls=("https://storage.googleapis.com/mledu-datasets/cats_and_dogs_filtered.zip",),
    # Google publishes none: data/README.md says where this one comes from.
    sha256="91af24e0be191e9380dafc8710d0933fa826ec8e51f26f85c1fddba4e8018e3f",
    embedded="cats_and_dogs.zip",
    max_bytes=100_000_000,
    title="3,000 photos",
)
FISHING = DataFile(name="fishing.zip", embedded="fishing.zip", max_bytes=50_000_000)
# Nobody publishes a checksum of it, so it is never downloaded: data/README.md says how to get it.
NIETZSCHE = DataFile(name="nietzsche.txt", max_bytes=5_000_000)

QUESTIONS = DataFile(name="questions.csv", embedded="questions.csv", max_bytes=20_000_000)
# What Kaggle's archive unpacks to. It needs a login, so it is never downloaded.
QUORA = DataFile(name="quora-insincere-questions-classification/train.csv", max_bytes=200_000_000)

# What `make data` fetches.
DOWNLOADS = (MNIST, BANK_ARCHIVE, CATS_AND_DOGS)

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
PETS = ("cat", "dog")
PETS_UNPACKED = 150_000_000  # Bytes; the 3,000 photos need 70 million.
PET_PIXELS = 50_000_000  # Photos of more pixels are refused.
FISHING_SETS = ("train", "known_boats", "unseen_boats")
SPECIES = (
    "albacore",
    "bigeye",
    "dolphinfish",
    "moonfish",
    "shark",
    "yellowfin",
    "other",
    "no fish",
)
FISHING_SIZE = (64, 96)  # Height and width of a picture.
BOX_EDGES = ["top", "left", "bottom", "right"]
FISHING_COLUMNS = ["file", "set", "boat", "haul", "native_height", "native_width", "species"]
BANK_UNPACKED = 12_000_000  # Bytes; bank-full.csv needs 4.6 million.
BANK_NO = 5873  # Calls without a deposit to draw from the archive; it has 5,289 with one.
TEXT_CHARACTERS = (100_000, 5_000_000)  # Fewer teach a language model nothing.
TEXT_VALIDATION = 0.1  # Part of a text that is held out, from its end.
TEXT_ASCII = str.maketrans("‘’“”–—•", "''\"\"--*")  # Typographic marks as a typewriter has them.
QUESTIONS_LIMIT = 20_000  # Questions to draw from a larger table; Quora's has 1.3 million.
REVIEWS = "corpora/sentence_polarity"  # In NLTK's data.
# Modules whose docstrings are read where Python comes without its help pages.
DOCUMENTED_MODULES = (
    "argparse builtins collections csv datetime decimal difflib email.message functools inspect "
    "itertools json logging math optparse os pathlib pickle random re shutil socket statistics "
    "string subprocess textwrap threading typing unittest urllib.request uuid zipfile"
)


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


class Characters(NamedTuple):
    """A text to predict character by character.

    Attributes:
        train, validation: the first nine tenths of the text and its end: lower-case ASCII and
            line ends (at most 70 different characters), no paragraph twice.
        source: "Nietzsche" or "Python's help".
    """

    train: str
    validation: str
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


def load_characters() -> Characters:
    """A text for language models: Nietzsche, or the help pages that come with Python.

    The pages differ a little from one version of Python to the next. Python's docstrings stand
    in for them where they are missing. Embedded, the text has some 300,000 characters or more.

    Raises:
        StorageError: the file that was found is no English text, or Python has no help at all.
    """
    try:
        located = storage.locate(NIETZSCHE)
    except storage.MissingError:
        pages, kind = _python_help()
        text, source = _plain_text(pages), "Python's help"
        line = f"{len(text):,} characters, embedded: {kind}; data/README.md: how to get Nietzsche."
    else:
        text, source = _plain_text(_read_text(located.path)), "Nietzsche"
        low, high = TEXT_CHARACTERS
        if not low <= len(text) <= high:
            raise _wrong(located.path, f"it has {len(text):,} characters, not {low:,} to {high:,}")
        line = storage.describe(located, f"{len(text):,} characters of Nietzsche")
    end = round(len(text) * (1 - TEXT_VALIDATION))
    print(f"Text: {line}")
    return Characters(train=text[:end], validation=text[end:], source=source)


def load_questions() -> pd.DataFrame:
    """Short questions, a few of them loaded: 9,000 embedded, generated ones, or Quora's.

    Of a table with more than QUESTIONS_LIMIT questions, a fixed random draw is taken.

    Returns:
        One row a question: `text` (strings), `loaded` (int64: 1 for a loaded question, 0 for a
        sincere one) and `flipped` (nullable boolean: whether that label was turned round on
        purpose; missing where nobody knows). No model may see `flipped`.

    Raises:
        StorageError: the file that was found is damaged or holds something else.
    """
    import pandas as pd

    try:
        located = storage.locate(QUORA)
    except storage.MissingError:
        located = storage.locate(QUESTIONS)
    names = {"question_text": "text", "target": "loaded"}  # As Kaggle calls them.
    table = _read_csv(located.path).rename(columns=names)
    _check_questions(located.path, table)
    if len(table) > QUESTIONS_LIMIT:
        drawn = np.random.default_rng(0).permutation(len(table))[:QUESTIONS_LIMIT]
        table = table.iloc[np.sort(drawn)].reset_index(drop=True)
    if "flipped" not in table:
        table["flipped"] = pd.NA
    table = table[["text", "loaded", "flipped"]].astype({"loaded": np.int64, "flipped": "boolean"})
    kind = "generated questions" if located.origin == "embedded" else "questions"
    print(storage.describe(located, f"Questions: {len(table):,} {kind}"))
    return table


def load_reviews() -> pd.DataFrame | None:
    """What critics wrote about films, one sentence each: 10,662 real ones, or None.

    They are NLTK's `sentence_polarity`, in lower case, with blanks between the words.

    Returns:
        One row a sentence: `text` (strings) and `positive` (int64: 1 for praise, 0 for blame);
        None, and a line that says so, if this machine does not have them.

    Raises:
        StorageError: the file that was found is damaged or holds something else.
    """
    import pandas as pd

    from utils import language

    found = language.find(REVIEWS)
    if found is None:
        print(
            "Reviews: left out, since none are embedded in the course "
            f"(`{language.command(REVIEWS)}` gets NLTK's 10,662)."
        )
        return None
    parts = []
    for name, positive in (("rt-polarity.neg", 0), ("rt-polarity.pos", 1)):
        content = language.read(found, name).decode("latin-1")
        lines = [line.strip() for line in content.split("\n") if line.strip()]
        if len(lines) < 500:
            raise _wrong(found, f"its {name} has {len(lines)} sentences, not at least 500")
        parts.append(pd.DataFrame({"text": lines, "positive": positive}))
    table = pd.concat(parts, ignore_index=True)
    print(f"Reviews: {len(table):,} sentences of film reviews, from {found}.")
    return table


def _read_text(path: pathlib.Path) -> str:
    """An English text; a few bytes that are not UTF-8 are left out (old copies have some)."""
    content = path.read_bytes()
    text = content.decode("utf-8", errors="ignore")
    readable = sum(character.isprintable() or character in "\n\r\t" for character in text)
    plain = sum(character.isascii() and character.isalpha() for character in text)
    if readable < 0.99 * len(text) or plain < 0.5 * len(text):
        raise _wrong(path, "it is no English text")
    return text


def _python_help() -> tuple[str, str]:
    """The help pages that come with Python, or its docstrings, and what to call them."""
    import platform

    version = f"Python {platform.python_version()}"
    try:
        from pydoc_data.topics import topics  # What `help("if")` shows.
    except ImportError:
        return _docstrings(), f"the docstrings of {version}, which lacks its help pages"
    return "\n\n".join(topics.values()), f"the help pages that come with {version}"


def _docstrings() -> str:
    """What the classes and functions of DOCUMENTED_MODULES say about themselves."""
    import importlib
    import inspect
    import warnings

    texts = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # What is deprecated is read, not used.
        for name in DOCUMENTED_MODULES.split():
            try:
                module = importlib.import_module(name)
            except ImportError:  # Small systems leave out parts of Python.
                continue
            parts = [module, *(value for _, value in sorted(vars(module).items()))]
            for part in parts:
                members = vars(part).values() if inspect.isclass(part) else []
                for documented in (part, *members):
                    text = getattr(documented, "__doc__", None)
                    if isinstance(text, str):
                        texts.append(inspect.cleandoc(text))
    text = "\n\n".join(texts)
    if len(text) < TEXT_CHARACTERS[0]:
        raise StorageError(
            f"This Python comes without help pages and without docstrings (was it started with "
            f"-OO?), and {NIETZSCHE.name} is in no folder that COURSE_DATA names. "
            "data/README.md says how to get that file."
        )
    return text


def _plain_text(text: str) -> str:
    """Lower-case ASCII, with paragraphs that were there before left out."""
    text = unicodedata.normalize("NFKD", text.replace("\r\n", "\n").translate(TEXT_ASCII))
    text = text.encode("ascii", "ignore").decode().lower().replace("\t", "    ")
    text = "".join(character for character in text if character.isprintable() or character == "\n")
    paragraphs = (paragraph.strip("\n") for paragraph in text.split("\n\n"))
    return "\n\n".join(dict.fromkeys(filter(str.strip, paragraphs)))


class CatsAndDogs(NamedTuple):
    """Pictures of cats and dogs, in turns: a cat, a dog, a cat, ...

    So any even number of first pictures is half cats, half dogs, as far as there are as many
    of both.

    Attributes:
        train_images, validation_images: (n, size, size, 3) uint8, RGB, 0 to 255.
        train_labels, validation_labels: (n,) int64, 0 for a cat, 1 for a dog.
        names: ("cat", "dog"); the labels are places in it.
        source: "photos" or "drawings".
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    validation_images: np.ndarray
    validation_labels: np.ndarray
    names: tuple[str, str]
    source: str


def load_cats_and_dogs(
    size: int = 64, train_per_kind: int | None = None, validation_per_kind: int | None = None
) -> CatsAndDogs:
    """Cats and dogs: 2,000 and 1,000 photos, or embedded drawings (1,000 and 1,000).

    Each picture is cropped to the square in its middle and resized.

    Args:
        size: width and height to resize to. The drawings have 64 pixels; photos have enough
            for 224.
        train_per_kind, validation_per_kind: at most so many cats and so many dogs, always the
            same ones, and the fewer among the more; None takes all.

    Raises:
        ValueError: a number is less than 1.
        StorageError: the file that was found is damaged or holds something else; names the
            picture if one is to blame.
    """
    counts = {"train": train_per_kind, "validation": validation_per_kind}
    if any(number is not None and number < 1 for number in (size, *counts.values())):
        raise ValueError("size and the numbers of pictures must be at least 1")
    located = storage.locate(CATS_AND_DOGS)
    with storage.open_zip(located.path, PETS_UNPACKED) as archive:
        names = _pet_names(located.path, archive)
        arrays = [
            _read_pets(located.path, archive, [names[part, kind] for kind in PETS], size, count)
            for part, count in counts.items()
        ]
    source = "drawings" if located.origin == "embedded" else "photos"
    pets = CatsAndDogs(*arrays[0], *arrays[1], names=PETS, source=source)
    what = f"{len(pets.train_labels):,} + {len(pets.validation_labels):,} {source}"
    print(storage.describe(located, f"Cats and dogs: {what} of {size} × {size} pixels"))
    return pets


class FishingSet(NamedTuple):
    """Pictures from the decks of fishing boats.

    Attributes:
        images: (n, 64, 96, 3) uint8, RGB, 0 to 255.
        labels: (n,) int64, the species; places in `Fishing.species`.
        boats: (n,) int64, the boat; places in `Fishing.boat_names`.
        hauls: (n,) int64, equal for pictures of the same haul, a moment apart.
        native_sizes: (n, 2) int64, height and width that the camera took, before resizing.
        boxes: (n, 4) int64, the box around the fish: top, left, bottom, right, in pixels of
            `images`, the last two just outside. Zeros where there is no fish.
    """

    images: np.ndarray
    labels: np.ndarray
    boats: np.ndarray
    hauls: np.ndarray
    native_sizes: np.ndarray
    boxes: np.ndarray


class Fishing(NamedTuple):
    """Three sets of pictures from fishing boats.

    Attributes:
        train: from nine boats, each of which catches mostly one species.
        known_boats: from the same boats, as many pictures of each species from each boat.
        unseen_boats: the same from three other boats.
        species: what the labels stand for, "no fish" last.
        boat_names: what the boats' numbers stand for.
    """

    train: FishingSet
    known_boats: FishingSet
    unseen_boats: FishingSet
    species: tuple[str, ...]
    boat_names: tuple[str, ...]


def load_fishing() -> Fishing:
    """Fish on the decks of twelve boats: 3,024 + 648 + 600 embedded drawings with true boxes.

    Raises:
        StorageError: the file that was found is damaged or holds something else; names the
            picture if one is to blame.
    """
    located = storage.locate(FISHING)
    with storage.open_zip(located.path, FISHING.max_bytes) as archive:
        top, table = _read_fishing_table(located.path, archive)
        boat_names = tuple(sorted(set(table["boat"])))
        sets = []
        for name in FISHING_SETS:
            rows = table[table["set"] == name]
            boats = rows["boat"].map(boat_names.index).to_numpy(np.int64)
            labels = rows["species"].map(SPECIES.index).to_numpy(np.int64)
            sizes = rows[["native_height", "native_width"]].to_numpy(np.int64)
            hauls, boxes = rows["haul"].to_numpy(np.int64), rows[BOX_EDGES].to_numpy(np.int64)
            images = _read_fishing(located.path, archive, [top + file for file in rows["file"]])
            sets.append(FishingSet(images, labels, boats, hauls, sizes, boxes))
    counts = " + ".join(f"{len(part.labels):,}" for part in sets)
    kind = "drawings" if located.origin == "embedded" else "pictures"
    size = " × ".join(map(str, FISHING_SIZE))
    what = f"Fishing: {counts} {kind} of {size} pixels from {len(boat_names)} boats"
    print(storage.describe(located, what))
    return Fishing(*sets, species=SPECIES, boat_names=boat_names)


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
    # pandas 3.1 made every way to read numbers exact, and deprecated this choice.
    older = tuple(map(int, pd.__version__.split(".")[:2])) < (3, 1)
    exact = {"float_precision": "round_trip"} if older else {}
    try:
        return pd.read_csv(source, sep=sep, **exact)
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


def _check_questions(path: pathlib.Path, table: pd.DataFrame) -> None:
    """Raise a StorageError unless `table` holds labelled questions."""
    missing = [name for name in ("text", "loaded") if name not in table.columns]
    if missing:
        raise _wrong(path, f"it has no column {', '.join(missing)}")
    if len(table) < 1000:
        raise _wrong(path, f"it has {len(table):,} rows, not at least 1,000")
    texts = table["text"].map(lambda text: isinstance(text, str) and 0 < len(text) <= 10_000)
    if not texts.all():
        raise _wrong(path, "column text holds something else than 1 to 10,000 characters")
    for name in {"loaded", "flipped"} & set(table.columns):
        strange = table.loc[~table[name].isin([0, 1]), name]
        if len(strange):
            raise _wrong(path, f"column {name} holds {strange.iloc[0]}, not 0 or 1")
    counts = np.bincount(table["loaded"].astype(int), minlength=2)
    if counts.min() < 50:
        raise _wrong(
            path,
            f"it has {counts[0]:,} sincere and {counts[1]:,} loaded questions; "
            "both need at least 50",
        )


def _pet_names(path: pathlib.Path, archive: zipfile.ZipFile) -> dict[tuple[str, str], list[str]]:
    """The JPEG files of each part ("train", "validation") and kind ("cat", "dog"), sorted.

    The folders train and validation may lie in another one; what macOS adds is passed over.
    """
    pattern = re.compile(r"(.*/)?(train|validation)/(cat|dog)s/[^/]+\.jpe?g", re.IGNORECASE)
    found: dict[tuple[str, str], list[str]] = {}
    tops = set()
    for name in sorted(archive.namelist()):
        match = pattern.fullmatch(name)
        if match and not re.search(r"(^|/)(\.|__MACOSX/)", name):
            tops.add(match[1])
            found.setdefault((match[2].lower(), match[3].lower()), []).append(name)
    for part, kind in itertools.product(("train", "validation"), PETS):
        if (part, kind) not in found:
            raise _wrong(path, f"it holds no picture {part}/{kind}s/*.jpg")
    if len(tops) > 1:
        raise _wrong(path, f"it holds more than one set of pictures: {sorted(map(str, tops))[:3]}")
    return found


def _read_pets(
    path: pathlib.Path,
    archive: zipfile.ZipFile,
    names: list[list[str]],
    size: int,
    count: int | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of at most `count` pictures of each kind, the kinds in turns."""
    shuffled = [
        [kind[i] for i in np.random.default_rng(0).permutation(len(kind))] for kind in names
    ]
    turns = itertools.zip_longest(*(kind[:count] for kind in shuffled))
    chosen = [(name, label) for turn in turns for label, name in enumerate(turn) if name]
    images = np.stack([_decode_photo(path, name, archive.read(name), size) for name, _ in chosen])
    return images, np.array([label for _, label in chosen], np.int64)


def _decode_photo(path: pathlib.Path, name: str, content: bytes, size: int) -> np.ndarray:
    """A JPEG file's middle square, upright, (size, size, 3) uint8; grey becomes RGB."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as photo:
            if photo.width * photo.height > PET_PIXELS:
                raise ValueError(f"{photo.width:,} × {photo.height:,} pixels are too many")
            photo.draft("RGB", (2 * size, 2 * size))  # Decodes large photos at a smaller scale.
            upright = ImageOps.exif_transpose(photo).convert("RGB")
            return np.asarray(ImageOps.fit(upright, (size, size)))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _wrong(path, f"its picture {name} cannot be read ({error})") from error


def _read_fishing_table(path: pathlib.Path, archive: zipfile.ZipFile) -> tuple[str, pd.DataFrame]:
    """The folder in the archive that holds fishing.csv, and that table, checked."""
    names = [name for name in archive.namelist() if name.split("/")[-1] == "fishing.csv"]
    names = [name for name in names if "__MACOSX" not in name]
    if len(names) != 1:
        raise _wrong(path, f"it holds {len(names)} tables fishing.csv, not one")
    table = _read_csv(path, archive.read(names[0]))
    missing = [name for name in FISHING_COLUMNS + BOX_EDGES if name not in table.columns]
    if missing:
        raise _wrong(path, f"its table has no column {', '.join(missing)}")
    for name, known in (("set", FISHING_SETS), ("species", SPECIES)):
        strange = set(map(str, table[name])) ^ set(known)
        if strange:
            raise _wrong(path, f"column {name} lacks or should not hold {min(strange)!r}")
    empty = table[BOX_EDGES].isna().all(axis=1)
    table[BOX_EDGES] = table[BOX_EDGES].fillna(0)
    numbers = ["haul", "native_height", "native_width", *BOX_EDGES]
    if not all(table[name].dtype.kind in "iuf" for name in numbers):
        raise _wrong(path, f"a column {', '.join(numbers)} holds something else than numbers")
    if not (empty == (table["species"] == "no fish")).all():
        raise _wrong(path, "a fish has no box, or a picture without a fish has one")
    top, left, bottom, right = (table.loc[~empty, name] for name in BOX_EDGES)
    height, width = FISHING_SIZE
    if (
        not ((top >= 0) & (top < bottom) & (bottom <= height)).all()
        or not ((left >= 0) & (left < right) & (right <= width)).all()
    ):
        raise _wrong(path, f"a box lies outside its picture of {height} × {width} pixels")
    known = set(archive.namelist())
    folder = names[0][: -len("fishing.csv")]
    for file in table["file"].map(str):
        if folder + file not in known:
            raise _wrong(path, f"it holds no picture {file}, which its table names")
    return folder, table


def _read_fishing(path: pathlib.Path, archive: zipfile.ZipFile, names: list[str]) -> np.ndarray:
    """These JPEG files, (n, height, width, 3) uint8."""
    from PIL import Image

    images = np.empty((len(names), *FISHING_SIZE, 3), np.uint8)
    for image, name in zip(images, names, strict=True):
        try:
            with Image.open(io.BytesIO(archive.read(name)), formats=["JPEG"]) as photo:
                if (photo.height, photo.width) != FISHING_SIZE:
                    raise ValueError(f"it has {photo.height} × {photo.width} pixels")
                image[:] = photo.convert("RGB")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise _wrong(path, f"its picture {name} cannot be read ({error})") from error
    return images


def _wrong(path: pathlib.Path, what: str) -> StorageError:
    """The error for a file with other contents than its name promises."""
    return StorageError(
        f"{path} cannot be used: {what}. Replace it (data/README.md says what it must hold), or "
        "set COURSE_DATA=embedded to use the files that come with the course."
    )
