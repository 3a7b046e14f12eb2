"""Lesson 13: its own functions, the trained weights that it loads, and how they were made."""

import json

import keras
import numpy as np
import pytest

from data.generators import train_fishing_heatmaps as training
from tests.lessons import context
from tools import notebooks
from utils import backbones, datasets
from utils.training import infer

WEIGHTS = training.TARGET / f"{training.NAME}.weights.h5"


@pytest.fixture(scope="module")
def lesson():
    """The lesson's functions; it loads its pictures, so not before it is asked for."""
    return context(notebooks.lessons(["13"])[0])


@pytest.fixture(scope="module")
def fishing(lesson):
    """The pictures of fish that the lesson loaded."""
    return lesson["fishing"]


@pytest.fixture(scope="module")
def network(lesson):
    """The lesson's network with the shipped weights."""
    model = lesson["build_network"]()
    model.load_weights(WEIGHTS)
    return model


@pytest.fixture(scope="module")
def mapper(network):
    return keras.Model(network.input, network.get_layer("heatmap").output)


# The shipped weights


def test_weights_fit_their_description(network, fishing):
    facts = json.loads(WEIGHTS.with_name(f"{training.NAME}.json").read_text(encoding="utf-8"))
    assert tuple(facts["species"]) == fishing.species
    assert facts["parameters"] == network.count_params()
    assert WEIGHTS.stat().st_size < 3_000_000
    for part, floor in (("known_boats", 0.80), ("unseen_boats", 0.65)):
        pictures = getattr(fishing, part)
        accuracy = np.mean(infer(network, pictures.images).argmax(axis=1) == pictures.labels)
        assert accuracy >= floor
        assert abs(accuracy - facts[f"accuracy_on_{part}"]) < 0.01


def test_batch_normalisation_stays_as_pretrained(network):
    pretrained = backbones.load("small_vgg")
    for layer in pretrained.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            for ours, theirs in zip(
                network.get_layer(layer.name).get_weights(), layer.get_weights(), strict=True
            ):
                np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-4)  # float16 on disk


def test_the_script_trains_without_boxes_and_saves_what_it_trained(tmp_path, fishing):
    few = datasets.FishingSet(*(array[:64] for array in fishing.train))._replace(boxes=None)
    model = training.train(few, epochs=1)
    path = tmp_path / "few.weights.h5"
    training.save(model, path)
    copy = training.build()
    copy.load_weights(path)
    np.testing.assert_allclose(
        infer(copy, few.images[:8]), infer(model, few.images[:8]), rtol=0.05, atol=0.01
    )
    assert {variable.dtype for variable in copy.weights} == {"float32"}


def test_chances_are_even_between_boats(fishing, lesson):
    chances = training.even_chances(fishing.train.labels, fishing.train.boats)
    np.testing.assert_allclose(chances, lesson["EVENED"], rtol=1e-9)
    totals = np.zeros((9, 8))
    np.add.at(totals, (fishing.train.boats, fishing.train.labels), chances)
    np.testing.assert_allclose(totals, 1 / totals.size, rtol=1e-9)


def test_augmentation_repeats_and_leaves_the_pictures_alone(fishing):
    images = fishing.train.images[:6].copy()
    changed, again = (training.augment(images, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(changed, again)
    assert changed.shape == images.shape
    assert changed.dtype == np.float32
    assert changed.min() >= 0
    assert changed.max() <= 255
    assert np.array_equal(images, fishing.train.images[:6])


# Maps


def test_the_mean_of_a_map_is_the_score_at_any_size(network, mapper):
    rng = np.random.default_rng(1)
    for rows, columns in ((64, 96), (96, 48)):
        images = rng.integers(0, 256, (2, rows, columns, 3))
        maps = infer(mapper, images)
        assert maps.shape == (2, rows // 8, columns // 8, 8)
        scores = maps.mean(axis=(1, 2))
        expected = np.exp(scores - scores.max(axis=1, keepdims=True))
        expected /= expected.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(infer(network, images), expected, atol=1e-4)


def test_the_fine_map_contains_the_coarse_one(mapper, lesson):
    finer = keras.models.clone_model(mapper, clone_function=lesson["without_steps"])
    finer.set_weights(mapper.get_weights())
    images = np.random.default_rng(2).integers(0, 256, (2, 48, 80, 3))
    coarse, fine = infer(mapper, images), infer(finer, images)
    assert fine.shape == (2, 24, 40, 8)
    np.testing.assert_allclose(fine[:, ::4, ::4], coarse, atol=1e-4 * np.abs(coarse).max())
    assert np.abs(fine[:, 1::4, ::4] - coarse).max() > 0.01 * np.abs(coarse).max()


def test_enlarging_keeps_the_place(lesson):
    heat = np.zeros((1, 8, 12))
    heat[0, 5, 2] = 1
    for order in (0, 1):
        large = lesson["enlarge"](heat, (64, 96), order)[0]
        rows, columns = np.nonzero(large >= 0.99 * large.max())
        assert (rows.mean(), columns.mean()) == (43.5, 19.5)


# Measures


def test_pointing_counts_the_borders_right(lesson):
    heats = np.zeros((4, 6, 8))
    heats[[0, 1, 2, 3], [1, 3, 4, 1], [2, 4, 2, 5]] = 1
    boxes = np.tile([1, 2, 4, 5], (4, 1))
    assert lesson["points_right"](heats, boxes).tolist() == [True, True, False, False]


def test_overlap_of_boxes(lesson):
    first = np.array([[0, 0, 4, 4], [0, 0, 2, 2], [1, 1, 3, 5]])
    second = np.array([[2, 2, 6, 6], [2, 2, 4, 4], [1, 1, 3, 5]])
    np.testing.assert_allclose(lesson["overlap"](first, second), [4 / 28, 0, 1])


def test_the_box_goes_around_the_part_with_the_peak(lesson):
    heat = np.zeros((10, 12))
    heat[2:5, 3:9] = 4
    heat[3, 6] = 5
    heat[8, 1] = 4.5  # Hot as well, but elsewhere.
    assert lesson["box_around"](heat) == (2, 3, 5, 9)
    assert lesson["box_around"](np.ones((4, 5))) == (0, 0, 4, 5)


def test_a_perfect_map_scores_fully(fishing, lesson):
    unseen = fishing.unseen_boats
    maps = np.zeros((60, 64, 96, 8))
    for number, (top, left, bottom, right) in enumerate(unseen.boxes[:60]):
        maps[number, top:bottom, left:right, unseen.labels[number]] = 1
        maps[number, top:bottom, left:right, 7] = -1
    assert lesson["localise"](maps, unseen) == {"its kind": (1, 1), "no fish": (1, 1)}


# Blocks


def test_an_inception_block_concatenates_four_branches(lesson):
    inputs = keras.Input((None, None, 24))
    block = keras.Model(inputs, lesson["inception_block"](inputs, 6))
    assert block.output_shape == (None, None, None, 24)
    image = np.random.default_rng(4).normal(size=(1, 15, 15, 24))
    touched = image.copy()
    touched[0, 7, 7] += 30
    changed = np.abs(infer(block, touched) - infer(block, image)).max(axis=(0, 3)) > 1e-4
    rows, columns = np.nonzero(changed)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (5, 9, 5, 9)
