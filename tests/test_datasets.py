"""datasets: what the loaders return, print and refuse; the generators; tools.fetch_data."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import io
import pathlib
import statistics
import time
import zipfile

import numpy as np
import pytest
import requests
from PIL import Image
from sklearn import datasets as sklearn_datasets

from data.generators import bank as bank_generator
from data.generators import digits as digits_generator
from data.generators import iris as iris_generator
from tests import file_server
from tools import fetch_data
from utils import datasets, storage
from utils.storage import StorageError


@pytest.fixture(autouse=True)
def embedded(tmp_path, monkeypatch):
    """Only embedded files, and nothing remembered about hosts."""
    monkeypatch.setenv("COURSE_DATA", "embedded")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_MIRROR", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(storage, "_probes", {})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder that COURSE_DATA names."""
    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.setenv("COURSE_DATA", str(folder))
    return folder


# Digits


def test_embedded_digits(capsys):
    digits = datasets.load_digits()
    assert digits.train_images.shape == (1347, 28, 28)
    assert digits.test_images.shape == (450, 28, 28)
    for images, labels in [
        (digits.train_images, digits.train_labels),
        (digits.test_images, digits.test_labels),
    ]:
        assert images.dtype == np.uint8
        assert (images.min(), images.max()) == (0, 255)
        assert labels.dtype == np.int64
        assert labels.shape == (len(images),)
        shares = np.bincount(labels, minlength=10) / len(labels)
        assert shares.min() > 0.09  # Stratified: each digit about a tenth.
        assert shares.max() < 0.11
    assert digits.source == "scikit-learn digits"
    assert capsys.readouterr().out == (
        "Digits: 1,797 scikit-learn digits, embedded in the course; `make data` or a network "
        "gets the 70,000 of MNIST.\n"
    )


def test_no_picture_is_in_both_parts():
    digits = datasets.load_digits()
    train = {image.tobytes() for image in digits.train_images}
    assert not any(image.tobytes() in train for image in digits.test_images)


def test_digits_look_like_mnist():
    """White on black, in a box of 20 x 20 pixels, with the mass in the middle."""
    images = datasets.load_digits().train_images.astype(float)
    positions = np.arange(28)
    mass = images.sum(axis=(1, 2))
    for axis in (1, 2):
        profiles = images.sum(axis=3 - axis)  # (n, 28)
        assert (np.count_nonzero(profiles, axis=1) <= 20).all()
        centres = profiles @ positions / mass
        assert np.abs(centres - 13.5).max() <= 0.51


def test_digits_generator_gives_the_embedded_file(tmp_path):
    made = digits_generator.make()
    with np.load(storage.DATA / "digits.npz") as stored:
        assert list(stored) == list(made)
        for name, array in made.items():
            assert stored[name].dtype == array.dtype
            np.testing.assert_array_equal(stored[name], array)
    for name in ("1.npz", "2.npz"):
        digits_generator.write(tmp_path / name)
    assert (tmp_path / "1.npz").read_bytes() == (tmp_path / "2.npz").read_bytes()


def test_to_mnist_enlarges_and_centres():
    image = np.zeros((8, 8))
    image[:2, :3] = 16  # A white corner.
    large = digits_generator.to_mnist(image)
    ys, xs = np.nonzero(large > 127)
    assert (large.dtype, large.shape, large.max()) == (np.uint8, (28, 28), 255)
    assert (np.ptp(ys) + 1, np.ptp(xs) + 1) == (5, 8)  # 2 and 3 pixels, 2.5 times.
    assert ys.max() < 14  # The frame ends before it can be moved to the middle.


def mnist_like(**changes) -> dict[str, np.ndarray]:
    """Arrays like those of mnist.npz, with 20 and 10 pictures."""
    rng = np.random.default_rng(0)
    return {
        "x_train": rng.integers(0, 256, (20, 28, 28), np.uint8),
        "y_train": np.tile(np.arange(10, dtype=np.uint8), 2),
        "x_test": rng.integers(0, 256, (10, 28, 28), np.uint8),
        "y_test": np.arange(10, dtype=np.uint8)[::-1],
    } | changes


def test_digits_from_a_folder(folder, capsys):
    arrays = mnist_like()
    np.savez(folder / "mnist.npz", **arrays)
    digits = datasets.load_digits()
    np.testing.assert_array_equal(digits.train_images, arrays["x_train"])
    np.testing.assert_array_equal(digits.train_labels, arrays["y_train"])
    np.testing.assert_array_equal(digits.test_images, arrays["x_test"])
    np.testing.assert_array_equal(digits.test_labels, arrays["y_test"])
    assert digits.test_labels.dtype == np.int64
    assert digits.source == "MNIST"
    assert capsys.readouterr().out == f"Digits: 30 MNIST digits, from {folder / 'mnist.npz'}.\n"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"x_test": np.full((10, 8, 8), 255, np.uint8)}, r"x_test has shape \(10, 8, 8\)"),
        ({"x_train": np.full((19, 28, 28), 255, np.uint8)}, "19 pictures, y_train 20 labels"),
        ({"x_train": np.ones((20, 28, 28), np.uint8)}, "x_train goes up to 1 only"),
        ({"y_test": np.arange(10) + 1}, r"y_test are not the digits 0 to 9 \(found 1, 2"),
        ({"y_test": np.zeros(10, np.uint8)}, r"y_test are not .* \(found 0\)"),
        ({"x_test": np.zeros((0, 28, 28), np.uint8), "y_test": np.zeros(0, int)}, "found none"),
        ({"x_train": np.ones((20, 28, 28))}, "'x_train' is float64"),
        ({"y_train": np.ones((20, 10), int)}, r"'y_train' is int\d+ with shape \(20, 10\)"),
        ({"y_train": np.array([None] * 20)}, "'y_train' holds pickled"),
    ],
)
def test_wrong_digits_are_refused(changes, message, folder):
    np.savez(folder / "mnist.npz", **mnist_like(**changes))
    with pytest.raises(StorageError, match=rf"mnist\.npz.*{message}"):
        datasets.load_digits()


def test_mnist_is_the_one_of_keras():
    keras = pathlib.Path(importlib.util.find_spec("keras").origin).parent  # Without its import.
    source = (keras / "src" / "datasets" / "mnist.py").read_text(encoding="utf-8")
    assert datasets.MNIST.sha256 in source
    folder, _, name = datasets.MNIST.urls[0].rpartition("/")
    assert folder in source
    assert name in source


def test_offline_digits_print_one_line(monkeypatch, capsys):
    def refuse(*args, **kwargs):
        raise requests.ConnectionError

    monkeypatch.delenv("COURSE_DATA")
    monkeypatch.setattr(requests, "head", refuse)
    assert datasets.load_digits().source == "scikit-learn digits"
    assert capsys.readouterr().out == (
        "Digits: 1,797 scikit-learn digits, embedded in the course (mnist.npz could not be "
        "downloaded: no connection to storage.googleapis.com); `make data` or a network gets "
        "the 70,000 of MNIST.\n"
    )


# Iris


def test_embedded_iris(capsys):
    table = datasets.load_iris()
    original = sklearn_datasets.load_iris()
    assert list(table.columns) == [*datasets.IRIS_LENGTHS, "species"]
    assert (table.dtypes.iloc[:4] == np.float64).all()
    np.testing.assert_array_equal(table[datasets.IRIS_LENGTHS], original.data)
    assert list(table["species"].cat.categories) == list(original.target_names)
    np.testing.assert_array_equal(table["species"].cat.codes, original.target)
    assert capsys.readouterr().out == "Iris: 150 flowers, embedded in the course.\n"


def test_iris_generator_gives_the_embedded_file(tmp_path):
    iris_generator.write(tmp_path / "iris.csv")
    stored = (storage.DATA / "iris.csv").read_text(encoding="utf-8")
    assert (tmp_path / "iris.csv").read_text(encoding="utf-8") == stored


def test_iris_from_a_folder(folder, capsys):
    iris_generator.make().iloc[::-1, ::-1].to_csv(folder / "iris.csv", index=False)
    table = datasets.load_iris()
    assert list(table.columns) == [*datasets.IRIS_LENGTHS, "species"]
    assert table["species"].iloc[0] == "virginica"
    assert capsys.readouterr().out == f"Iris: 150 flowers, from {folder / 'iris.csv'}.\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="petal_width"), "has no column petal_width"),
        (lambda t: t.iloc[1:], "has 149 rows"),
        (lambda t: t.assign(petal_width=t.petal_width * 100), "column petal_width holds"),
        (lambda t: t.assign(petal_width=t.petal_width.where(t.index > 0)), "petal_width holds"),
        (lambda t: t.assign(petal_width="wide"), "column petal_width holds"),
        (lambda t: t.assign(species="Iris-" + t.species), "species are not setosa"),
        (lambda t: t.assign(species=t.species.where(t.index > 0)), "species are not setosa"),
    ],
)
def test_wrong_iris_is_refused(change, message, folder):
    change(iris_generator.make()).to_csv(folder / "iris.csv", index=False)
    with pytest.raises(StorageError, match=rf"iris\.csv cannot be used: .*{message}"):
        datasets.load_iris()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'"a,b\n1', b"a\n1,2\n1,2,3\n"])
def test_iris_that_is_no_table(content, folder):
    (folder / "iris.csv").write_bytes(content)
    with pytest.raises(StorageError, match=r"iris\.csv cannot be used"):
        datasets.load_iris()


# Bank


def test_embedded_bank(capsys):
    table = datasets.load_bank()
    assert table.shape == (6000, 17)
    assert list(table.columns) == datasets.BANK_COLUMNS
    assert {name for name in table if table[name].dtype == np.int64} == set(datasets.BANK_NUMBERS)
    for name, names in datasets.BANK_NAMES.items():
        assert list(table[name].cat.categories) == names
        assert not table[name].isna().any()
    assert set(datasets.BANK_NUMBERS) | set(datasets.BANK_NAMES) == set(datasets.BANK_COLUMNS)
    assert 0.42 < np.mean(table["deposit"] == "yes") < 0.5
    unknown = table["poutcome"] == "unknown"
    assert (unknown == (table["pdays"] == -1)).all()
    assert (unknown == (table["previous"] == 0)).all()
    assert capsys.readouterr().out == (
        "Bank: 6,000 generated calls, embedded in the course; `make data` or a network gets "
        "11,162 real ones.\n"
    )


def test_bank_generator_gives_the_embedded_file(tmp_path):
    bank_generator.write(tmp_path / "bank.csv")
    assert (tmp_path / "bank.csv").read_bytes() == (storage.DATA / "bank.csv").read_bytes()
    assert (storage.DATA / "bank.csv").stat().st_size < 600_000


def test_best_auc_is_what_many_draws_give():
    from sklearn.metrics import roc_auc_score

    table, probability = bank_generator.make(rows=1500, seed=1)
    before = bank_generator.without_duration(table)
    rng = np.random.default_rng(0)
    for ranking in (probability, before):
        draws = (rng.random(1500) < probability for _ in range(200))
        measured = [roc_auc_score(won, ranking) for won in draws]
        assert abs(bank_generator.best_auc(probability, ranking) - np.mean(measured)) < 0.002


def test_bank_is_as_its_recipe_says():
    table, probability = bank_generator.make()
    before = bank_generator.without_duration(table)
    best = bank_generator.best_auc(probability)
    assert 0.93 < best < 0.96
    assert bank_generator.best_auc(probability, before) < best - 0.1, "duration dominates"
    shuffled = table.copy()
    rng = np.random.default_rng(0)
    for name in ("job", "marital", "education", "default", "date", "previous"):
        shuffled[name] = rng.permutation(shuffled[name])
    np.testing.assert_array_equal(
        bank_generator.score(shuffled), bank_generator.score(table), "these are noise"
    )
    # The probability before the call is the mean over many durations.
    normal = statistics.NormalDist()
    levels = [normal.inv_cdf((number + 0.5) / 400) for number in range(400)]
    seconds = bank_generator.DURATION_MEDIAN * np.exp(
        bank_generator.DURATION_SPREAD * np.array(levels)
    )
    values = [
        bank_generator.sigmoid(bank_generator.score(table.iloc[:50], duration=second))
        for second in seconds
    ]
    np.testing.assert_allclose(np.mean(values, axis=0), before[:50], atol=0.005)


@pytest.mark.parametrize("day", ["date", "day"])
def test_bank_from_a_folder(day, folder, capsys):
    table = bank_generator.make(rows=1200, seed=2)[0].rename(columns={"date": day})
    table.iloc[:, ::-1].to_csv(folder / "bank.csv", index=False)
    loaded = datasets.load_bank()
    assert list(loaded.columns) == datasets.BANK_COLUMNS
    assert list(loaded["date"]) == list(table[day])
    assert list(loaded["deposit"]) == list(table["deposit"])
    assert capsys.readouterr().out == f"Bank: 1,200 calls, from {folder / 'bank.csv'}.\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns=["duration", "loan"]), "has no column loan, duration"),
        (lambda t: t.iloc[:999], "has 999 rows, not 1,000"),
        (lambda t: t.assign(duration=t.duration / 60), "column duration holds"),
        (lambda t: t.assign(age=t.age.where(t.index > 0)), "column age holds"),
        (lambda t: t.assign(date=t.date + 1), "column date holds something else than 1 to 31"),
        (lambda t: t.assign(deposit=(t.deposit == "yes") * 1), "column deposit holds"),
        (lambda t: t.assign(month=t.month.str.title()), "column month holds"),
        (lambda t: t.assign(job=t.job.where(t.index > 0)), "column job holds nan"),
        (lambda t: t.assign(deposit="no"), "needs yes and no"),
    ],
)
def test_wrong_bank_is_refused(change, message, folder):
    change(bank_generator.make(rows=1200)[0]).to_csv(folder / "bank.csv", index=False)
    with pytest.raises(StorageError, match=rf"bank\.csv cannot be used: .*{message}"):
        datasets.load_bank()


def zipped(**members: bytes) -> bytes:
    """An archive with these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "-").replace("_", "."), content)
    return target.getvalue()


def bank_archive(rows: int = 9000, column: str = "y") -> bytes:
    """An archive laid out as UCI's: bank.zip, and in it bank-full.csv."""
    table = bank_generator.make(rows=rows)[0].rename(columns={"date": "day", "deposit": column})
    text = table.to_csv(index=False, sep=";").encode()
    return zipped(bank_zip=zipped(bank__full_csv=text), bank__additional_zip=b"not looked at")


def test_bank_from_the_archive(folder, monkeypatch, capsys):
    monkeypatch.setattr(datasets, "BANK_NO", 2000)
    (folder / "bank-marketing.zip").write_bytes(bank_archive())
    original = bank_generator.make(rows=9000)[0]
    first, second = datasets.load_bank(), datasets.load_bank()
    assert first.equals(second)  # The draw is fixed.
    counts = first["deposit"].value_counts()
    assert counts["yes"] == np.sum(original["deposit"] == "yes")
    assert counts["no"] == 2000
    chosen = original.merge(first.drop_duplicates().astype(original.dtypes), how="inner")
    assert len(chosen) >= len(first.drop_duplicates())
    path = folder / "bank-marketing.zip"
    assert capsys.readouterr().out.splitlines()[0] == f"Bank: {len(first):,} calls, from {path}."


def test_the_table_comes_before_the_archive(folder):
    bank_generator.make(rows=1200)[0].to_csv(folder / "bank.csv", index=False)
    (folder / "bank-marketing.zip").write_bytes(bank_archive())
    assert len(datasets.load_bank()) == 1200


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no archive", "damaged or no zip archive"),
        (zipped(other_zip=b""), "holds no bank.zip"),
        (zipped(bank_zip=b"no archive"), "damaged or no zip archive"),
        (zipped(bank_zip=zipped(other_csv=b"")), "holds no bank-full.csv"),
        (bank_archive(rows=1200, column="answer"), "has no column y"),
    ],
)
def test_a_wrong_archive_is_refused(content, message, folder):
    (folder / "bank-marketing.zip").write_bytes(content)
    with pytest.raises(StorageError, match=message):
        datasets.load_bank()


# Cats and dogs


def jpeg(colour=(200, 30, 30), size=(50, 40), mode="RGB", **options) -> bytes:
    """A JPEG file of one colour."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).convert(mode).save(target, "JPEG", quality=95, **options)
    return target.getvalue()


def photos(cats: int = 3, dogs: int = 3, top: str = "cats_and_dogs_filtered/") -> dict[str, bytes]:
    """Members of an archive as the real one has them; red cats, blue dogs, darker and darker."""
    members = {}
    for part in ("train", "validation"):
        for number in range(max(cats, dogs)):
            shade = 250 - 40 * number
            if number < cats:
                members[f"{top}{part}/cats/cat.{number}.jpg"] = jpeg((shade, 0, 0))
            if number < dogs:
                members[f"{top}{part}/dogs/dog.{number}.jpg"] = jpeg((0, 0, shade))
    return members


def write_zip(path: pathlib.Path, members: dict[str, bytes]) -> None:
    """An archive with these members."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_embedded_cats_and_dogs(capsys):
    began = time.process_time()
    pets = datasets.load_cats_and_dogs()
    seconds = time.process_time() - began
    assert seconds <= 3  # on a slow day; half a second on a good one
    assert pets.train_images.shape == pets.validation_images.shape == (1000, 64, 64, 3)
    assert pets.train_images.dtype == pets.validation_images.dtype == np.uint8
    for labels in (pets.train_labels, pets.validation_labels):
        assert labels.dtype == np.int64
        assert np.array_equal(labels, np.arange(1000) % 2)
    assert pets.names == ("cat", "dog")
    assert pets.source == "drawings"
    assert capsys.readouterr().out == (
        "Cats and dogs: 1,000 + 1,000 drawings of 64 × 64 pixels, embedded in the course; "
        "`make data` or a network gets 3,000 photos.\n"
    )


def test_drawings_of_their_own_size_are_not_resampled():
    pets = datasets.load_cats_and_dogs(train_per_kind=1, validation_per_kind=1)
    with zipfile.ZipFile(storage.DATA / "cats_and_dogs.zip") as archive:
        cats = [
            np.asarray(Image.open(io.BytesIO(archive.read(name))))
            for name in archive.namelist()
            if "/train/cats/" in name
        ]
    assert any(np.array_equal(pets.train_images[0], cat) for cat in cats)


def test_fewer_cats_and_dogs_are_the_same_ones():
    few = datasets.load_cats_and_dogs(train_per_kind=20, validation_per_kind=3)
    more = datasets.load_cats_and_dogs(train_per_kind=30, validation_per_kind=3)
    assert few.train_images.shape == (40, 64, 64, 3)
    assert few.validation_images.shape == (6, 64, 64, 3)
    assert np.array_equal(few.train_images, more.train_images[:40])
    assert np.array_equal(few.train_labels, more.train_labels[:40])


def test_cats_and_dogs_from_a_folder(folder, capsys):
    members = photos(cats=3, dogs=5)
    junk = "__MACOSX/cats_and_dogs_filtered/train/cats/cat.0.jpg"
    members |= {junk: b"", "cats_and_dogs_filtered/train/cats/.DS_Store": b""}
    members |= {"cats_and_dogs_filtered/train/cats/._cat.1.jpg": b"", "vectorize.py": b""}
    write_zip(folder / "cats_and_dogs.zip", members)
    pets = datasets.load_cats_and_dogs(size=16)
    assert pets.train_images.shape == (8, 16, 16, 3)
    assert pets.train_labels.tolist() == [0, 1, 0, 1, 0, 1, 1, 1]
    red, _, blue = np.moveaxis(pets.train_images.mean((1, 2)), -1, 0)
    assert np.array_equal(blue > red, pets.train_labels == 1)
    assert len(set(np.round(red + blue, -1))) == 5  # Every shade is there.
    assert pets.source == "photos"
    path = folder / "cats_and_dogs.zip"
    expected = f"Cats and dogs: 8 + 8 photos of 16 × 16 pixels, from {path}.\n"
    assert capsys.readouterr().out == expected
    few = datasets.load_cats_and_dogs(size=16, train_per_kind=2)
    assert few.train_labels.tolist() == [0, 1, 0, 1]
    assert len(few.validation_labels) == 8


@pytest.mark.parametrize("top", ["", "cats_and_dogs/", "my/own/"])
def test_pets_may_lie_in_any_folder(top, folder):
    write_zip(folder / "cats_and_dogs.zip", photos(top=top))
    assert len(datasets.load_cats_and_dogs(size=8).train_labels) == 6


def test_photos_are_cropped_turned_and_made_rgb(folder):
    wide = Image.new("RGB", (90, 30), (0, 0, 0))
    wide.paste((0, 255, 0), (30, 0, 60, 15))  # The middle: green above, black below.
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 3  # Upside down.
    wide.save(target, "JPEG", quality=95, exif=exif)
    members = photos(cats=1, dogs=1)
    members["cats_and_dogs_filtered/train/cats/cat.0.jpg"] = target.getvalue()
    members["cats_and_dogs_filtered/train/dogs/dog.0.jpg"] = jpeg((90, 90, 90), mode="L")
    members["cats_and_dogs_filtered/validation/cats/cat.0.jpg"] = jpeg(mode="CMYK")
    write_zip(folder / "cats_and_dogs.zip", members)
    pets = datasets.load_cats_and_dogs(size=30)
    turned, grey = pets.train_images
    assert turned[3:12, 3:27].mean((0, 1)) == pytest.approx([0, 0, 0], abs=12)
    assert turned[18:27, 3:27].mean((0, 1)) == pytest.approx([0, 255, 0], abs=12)
    assert grey.mean((0, 1)) == pytest.approx([90, 90, 90], abs=3)
    assert pets.validation_images[0].mean((0, 1)) == pytest.approx([200, 30, 30], abs=12)


def changed(name: str, content: bytes | None) -> dict[str, bytes]:
    """The photos with one of them replaced or taken away."""
    members = photos()
    del members[f"cats_and_dogs_filtered/{name}"]
    return members | ({f"cats_and_dogs_filtered/{name}": content} if content is not None else {})


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (20, 20)).save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (changed("train/dogs/dog.1.jpg", jpeg()[:-300]), "train/dogs/dog.1.jpg cannot be read"),
        (changed("train/cats/cat.2.jpg", b""), "train/cats/cat.2.jpg cannot be read"),
        (changed("validation/cats/cat.0.jpg", png()), "validation/cats/cat.0.jpg cannot be read"),
        (changed("train/cats/cat.0.jpg", jpeg(size=(400, 300))), "400 × 300 pixels are too many"),
        (photos() | photos(top="other/"), "more than one set of pictures"),
        ({}, "holds no picture train/cats/"),
        (photos(dogs=0), "holds no picture train/dogs/"),
        ({k: v for k, v in photos().items() if "train" in k}, "no picture validation/cats/"),
        (photos() | {"../train/cats/x.jpg": b""}, "leaves the archive's folder"),
    ],
)
def test_wrong_pets_are_refused(members, message, folder, monkeypatch):
    monkeypatch.setattr(datasets, "PET_PIXELS", 100_000)
    write_zip(folder / "cats_and_dogs.zip", members)
    with pytest.raises(StorageError, match=message) as caught:
        datasets.load_cats_and_dogs()
    assert str(folder / "cats_and_dogs.zip") in str(caught.value)


def test_pets_in_no_archive_or_a_damaged_one(folder):
    path = folder / "cats_and_dogs.zip"
    path.write_bytes(b"no archive")
    with pytest.raises(StorageError, match="damaged or no zip archive"):
        datasets.load_cats_and_dogs()
    write_zip(path, photos())
    content = bytearray(path.read_bytes())
    content[200] ^= 255  # Within the first picture: its checksum fails.
    path.write_bytes(content)
    with pytest.raises(StorageError, match="damaged or no zip archive"):
        datasets.load_cats_and_dogs()


@pytest.mark.parametrize("arguments", [(0,), (64, 0), (64, 5, -1)])
def test_fewer_than_one_pet_is_refused(arguments):
    with pytest.raises(ValueError, match="at least 1"):
        datasets.load_cats_and_dogs(*arguments)


def test_downloaded_photos(tmp_path, monkeypatch, capsys):
    cached = tmp_path / "cache" / "cats_and_dogs.zip"
    cached.parent.mkdir()
    write_zip(cached, photos())
    file = dataclasses.replace(
        datasets.CATS_AND_DOGS, sha256=hashlib.sha256(cached.read_bytes()).hexdigest()
    )
    monkeypatch.setattr(datasets, "CATS_AND_DOGS", file)
    monkeypatch.delenv("COURSE_DATA")
    assert datasets.load_cats_and_dogs().source == "photos"
    assert capsys.readouterr().out.endswith("pixels, downloaded earlier.\n")


# tools.fetch_data


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(storage, "RETRIES", 0)
    with file_server.running() as server:
        yield server


def serve(monkeypatch, url: str, *behaviours: str) -> None:
    """Let DOWNLOADS be one file per behaviour of the server."""
    mnist = dataclasses.replace(
        datasets.MNIST, sha256=hashlib.sha256(file_server.CONTENT).hexdigest()
    )
    files = [
        dataclasses.replace(mnist, name=f"{name}.bin", urls=(f"{url}/{name}/file.bin",))
        for name in behaviours
    ]
    monkeypatch.setattr(datasets, "DOWNLOADS", tuple(files))


def test_fetch_into_the_cache_twice(server, monkeypatch, capsys, tmp_path):
    serve(monkeypatch, server.url, "good", "redirect")
    assert fetch_data.main([]) == 0
    first = capsys.readouterr()
    assert first.out.splitlines()[0].split() == ["file", "size", "state"]
    assert first.out.splitlines()[1].split() == ["good.bin", "0.3", "MB", "fetched"]
    assert first.out.splitlines()[-1] == f"All files are in {tmp_path / 'cache'}."
    gets = sum(server.gets.values())
    assert fetch_data.main([]) == 0
    assert capsys.readouterr().out.count("was there") == 2
    assert sum(server.gets.values()) == gets


def test_fetch_into_a_folder_that_then_works(server, monkeypatch, tmp_path, capsys):
    serve(monkeypatch, server.url, "good")
    assert fetch_data.main(["--to", str(tmp_path / "stick")]) == 0
    assert "Set COURSE_DATA to this folder" in capsys.readouterr().out
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "stick"))
    assert storage.locate(datasets.DOWNLOADS[0]).origin == "folder"


def test_fetch_replaces_a_damaged_file(server, monkeypatch, tmp_path):
    serve(monkeypatch, server.url, "good")
    (tmp_path / "good.bin").write_bytes(b"half")
    assert fetch_data.main(["--to", str(tmp_path)]) == 0
    assert (tmp_path / "good.bin").read_bytes() == file_server.CONTENT


def test_fetch_says_what_failed_and_fetches_the_rest(server, monkeypatch, capsys, tmp_path):
    serve(monkeypatch, server.url, "missing", "wrong", "good")
    assert fetch_data.main([]) == 1
    table, errors = capsys.readouterr()
    states = [line.split()[-1] for line in table.splitlines()[1:]]
    assert states == ["FAILED", "FAILED", "fetched"]
    assert "missing.bin could not be downloaded" in errors
    assert "answers 404" in errors
    assert "Expected SHA-256" in errors
    assert (tmp_path / "cache" / "good.bin").exists()
