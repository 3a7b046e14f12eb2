"""data.generators: the drawn pictures repeat, are complete, and do not give their class away."""

from __future__ import annotations

import hashlib
import io
import zipfile

import numpy as np
import pytest
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from data.generators import cats_and_dogs, drawing, pretraining, scenes
from data.generators.drawing import Painter

CHANCE = 0.56  # What guessing 1,000 pictures reaches at most, by far: 0.5 + 3.8 x 0.016.


def rng(*seed):
    """A generator with this seed."""
    return np.random.default_rng(seed)


# The drawing library


def test_a_curve_goes_through_its_points():
    points = np.array([(0, 0), (2, 0), (2, 1), (0.5, 2)])
    for closed in (True, False):
        smooth = drawing.curve(points, closed, steps=4)
        assert np.allclose(smooth[::4][:4], points)
    assert np.allclose(smooth[-1], points[-1])


def test_tufts_stand_out_of_the_outline():
    for turn in (1, -1):  # Either way round.
        outline = drawing.oval(0, 0, 1, 1)[::turn]
        radius = np.linalg.norm(drawing.shaggy(rng(0), outline, 0.2), axis=1)
        assert radius.min() > 0.9
        assert 1.1 < radius.max() < 1.4


def test_pick_keeps_the_shares():
    generator = rng(1)
    drawn = [drawing.pick(generator, "abc", (0.7, 0.0, 0.3)) for _ in range(2000)]
    assert "b" not in drawn
    assert drawn.count("a") / len(drawn) == pytest.approx(0.7, abs=0.04)


def test_a_moved_painter_turns_and_scales():
    paint = Painter(Image.new("RGB", (100, 100)), np.diag([10.0, 10.0]), np.array([50.0, 50.0]))
    moved = paint.moved(2, 1, np.pi / 2, scale=2)
    assert np.allclose(moved.pixels([(0, 0), (1, 0)]), [(70, 60), (70, 80)])
    assert moved.scale == pytest.approx(20)


def test_ellipses_and_lines_cover_the_pixels_they_should():
    image = Image.new("L", (100, 100))
    Painter.across(image).ellipse(0.5, 0.5, 0.3, 0.2, 255)
    assert np.mean(np.asarray(image) > 0) == pytest.approx(np.pi * 0.06, abs=0.01)
    image = Image.new("L", (100, 100))
    Painter.across(image).line([(0.2, 0.5), (0.8, 0.5)], 0.1, 255)
    assert np.mean(np.asarray(image) > 0) == pytest.approx(0.068, abs=0.008)  # Round ends.


@pytest.mark.parametrize("pattern", drawing.PATTERNS)
def test_patterns_show_both_colours(pattern):
    paint = Painter(Image.new("RGB", (96, 96)), np.eye(2) * 24, np.array([48.0, 24.0]))
    made = drawing.material(rng(3), paint, (250, 0, 0), (0, 0, 250), pattern)
    share = np.mean(np.asarray(made.image)[..., 2] > 125)
    assert share == 0 if pattern == "plain" else 0.03 < share < 0.97


def test_light_brightens_one_side_and_leaves_the_outline():
    layer = Image.new("RGBA", (96, 96))
    Painter.across(layer).ellipse(0.5, 0.5, 0.35, 0.35, (120, 120, 120))
    lit = np.asarray(drawing.light_up(layer, rng(0), angle=np.pi, depth=0.4, fur=0.0))
    assert np.array_equal(lit[..., 3], np.asarray(layer)[..., 3])
    assert lit[48, 18, 0] > 125 > 115 > lit[48, 78, 0]  # Light comes from the left.


def test_every_background_fills_the_picture():
    for draw in (scenes.room, scenes.landscape, scenes.studio, scenes.surface):
        for seed in range(6):
            image = Image.new("RGB", (48, 48), (255, 0, 255))
            draw(rng(seed), Painter.across(image))
            left = (np.asarray(image) == (255, 0, 255)).all(-1)
            assert left.mean() == 0, f"{draw.__name__}, seed {seed}"


# Pretraining


def test_kinds_are_others_than_in_the_lessons():
    assert len(set(pretraining.KINDS)) == len(pretraining.KINDS) == 46
    names = " ".join(pretraining.KINDS)
    assert not any(word in names for word in ("cat ", "dog", "fish", "shark", "tuna", "kitten"))
    assert "caterpillar" in pretraining.KINDS
    assert "cat" not in pretraining.KINDS


@pytest.mark.parametrize("kind", pretraining.KINDS)
def test_every_kind_repeats_and_varies(kind):
    first, again, other = (pretraining.draw(kind, rng(seed), 48) for seed in (1, 1, 2))
    assert first.shape == (48, 48, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert np.abs(first.astype(float) - other).mean() > 5


def test_every_kind_is_really_drawn(monkeypatch):
    """With the object left out, the same picture looks different."""
    with_object = [pretraining.draw(kind, rng(7), 32) for kind in pretraining.KINDS]
    lay_over = scenes.lay_over
    monkeypatch.setattr(
        scenes,
        "lay_over",
        lambda back, layer, *rest: lay_over(back, Image.new("RGBA", layer.size), *rest),
    )
    for kind, picture in zip(pretraining.KINDS, with_object, strict=True):
        empty = pretraining.draw(kind, rng(7), 32)
        changed = np.abs(picture.astype(float) - empty).max(-1) > 12
        assert 0.02 < changed.mean() < 0.98, kind


def test_pictures_come_in_turns_and_do_not_depend_on_how_many():
    images, labels = pretraining.pictures(2, size=24, seed=3)  # Enough for two processes.
    assert images.shape == (92, 24, 24, 3)
    assert images.dtype == np.uint8
    assert labels.dtype == np.int32
    assert np.array_equal(labels, np.r_[np.arange(46), np.arange(46)])
    fewer, _ = pretraining.pictures(1, size=24, seed=3)
    assert np.array_equal(images[:46], fewer)
    assert not np.array_equal(images[46:], fewer)
    assert not np.array_equal(pretraining.pictures(1, size=24, seed=4)[0], fewer)
    assert pretraining.pictures(0, size=24)[0].shape == (0, 24, 24, 3)


def test_an_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        pretraining.draw("dragon", rng(0))


# Cats and dogs


@pytest.fixture(scope="module")
def archive():
    """The pictures in data/cats_and_dogs.zip: names and JPEG files."""
    with zipfile.ZipFile(cats_and_dogs.TARGET) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.fixture(scope="module")
def pets(archive):
    """Images, labels and file sizes of each part."""
    parts = {}
    for part in cats_and_dogs.PARTS:
        names = [name for name in archive if f"/{part}/" in name]
        images = np.stack([decode(archive[name]) for name in names])
        labels = np.array(["/dogs/" in name for name in names], int)
        sizes = np.array([len(archive[name]) for name in names], float)
        parts[part] = images.astype(np.float32), labels, sizes
    return parts


def decode(content):
    """A JPEG file as (64, 64, 3) uint8."""
    return np.asarray(Image.open(io.BytesIO(content)))


def accuracy(pets, features, per_kind=500, strength=1.0):
    """On the validation part, of logistic regression on features of the training part."""
    (train, train_labels, train_sizes), (images, labels, sizes) = pets.values()
    chosen = np.r_[:per_kind, 500 : 500 + per_kind]
    model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=1000))
    with threadpool_limits(1):
        model.fit(features(train[chosen], train_sizes[chosen]), train_labels[chosen])
        return model.score(features(images, sizes), labels)


def centre(images, sizes=None):
    """Where a picture's contrast has its centre: (n, 2)."""
    grey = images.mean(-1)
    mass = np.abs(grey - np.median(grey, axis=(1, 2), keepdims=True))
    place = np.arange(64)
    total = mass.sum((1, 2))
    return np.c_[mass.sum(1) @ place / total, mass.sum(2) @ place / total]


def histograms(images, sizes=None):
    """How often each colour has each of eight levels: (n, 24)."""
    levels = np.floor(images / 32)
    return np.concatenate([(levels == level).mean((1, 2)) for level in range(8)], axis=1)


LEAKS = {
    "mean colour": lambda images, sizes: images.mean((1, 2)),
    "brightness": lambda images, sizes: images.mean((1, 2, 3))[:, None],
    "contrast": lambda images, sizes: images.std((1, 2)),
    "colours": histograms,
    "place": centre,
    "file size": lambda images, sizes: sizes[:, None],
}


@pytest.mark.parametrize("name", LEAKS)
def test_the_class_does_not_leak_through(name, pets):
    assert accuracy(pets, LEAKS[name]) <= CHANCE


def test_pixels_do_not_tell(pets):
    for per_kind in (50, 100):
        reached = accuracy(pets, lambda images, _: images.reshape(len(images), -1), per_kind, 1e-4)
        assert reached <= 0.60


def test_the_leak_tests_would_notice_a_tint(pets):
    tinted = {
        part: (images + labels[:, None, None, None] * np.float32([14, 0, -14]), labels, sizes)
        for part, (images, labels, sizes) in pets.items()
    }
    assert accuracy(tinted, LEAKS["mean colour"]) > CHANCE + 0.05


def test_archive_is_laid_out_like_the_photos(archive):
    expected = [
        f"cats_and_dogs/{part}/{kind}s/{kind}.{number:04d}.jpg"
        for part in ("train", "validation")
        for kind in ("cat", "dog")
        for number in range(500)
    ]
    assert sorted(archive) == sorted(expected)
    assert cats_and_dogs.TARGET.stat().st_size <= 5_000_000
    assert len({hashlib.sha256(content).digest() for content in archive.values()}) == 2000
    for content in archive.values():
        assert decode(content).shape == (64, 64, 3)


@pytest.mark.parametrize("part", cats_and_dogs.PARTS)
@pytest.mark.parametrize("kind", cats_and_dogs.KINDS)
def test_generator_gives_the_embedded_pictures(part, kind, archive):
    """Byte for byte with the same Pillow; another may round and compress a little otherwise."""
    for number in (0, 123, 499):
        drawn = cats_and_dogs.to_jpeg(cats_and_dogs.draw_numbered(part, kind, number))
        assert drawn == cats_and_dogs.to_jpeg(cats_and_dogs.draw_numbered(part, kind, number))
        stored = archive[f"cats_and_dogs/{part}/{kind}s/{kind}.{number:04d}.jpg"]
        assert np.abs(decode(drawn).astype(float) - decode(stored)).mean() < 1.0


def test_writing_twice_gives_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(cats_and_dogs, "PARTS", {"train": 2, "validation": 1})
    for name in ("first.zip", "second.zip"):
        cats_and_dogs.write(tmp_path / name)
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "first.zip") as opened:
        assert len(opened.namelist()) == 6
        assert {entry.date_time[0] for entry in opened.infolist()} == {1980}
        assert {entry.compress_type for entry in opened.infolist()} == {zipfile.ZIP_STORED}
