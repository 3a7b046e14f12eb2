"""Lesson 09: its own functions, the pictures with boxes, and that its claims hold elsewhere."""

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from keras import ops

from data.generators import located
from tests.lessons import context
from tools import notebooks
from utils import backbones, plotting
from utils.gradients import compiled_gradient, input_gradient

LESSON = context(notebooks.lessons(["09"])[0])
network, KINDS = LESSON["network"], LESSON["KINDS"]
grad_cam, walk_back, saliency = LESSON["grad_cam"], LESSON["walk_back"], LESSON["saliency"]
occlusion, hits, class_score = LESSON["occlusion"], LESSON["hits"], LESSON["class_score"]
rank_correlation = LESSON["rank_correlation"]


@pytest.fixture(scope="module")
def pictures():
    """Six drawings and their labels, other ones than the lesson's."""
    rng = np.random.default_rng(77)
    labels = np.array([0, 7, 12, 23, 30, 41])
    return np.stack([located.draw([KINDS[label]], rng)[0] for label in labels]), labels


@pytest.fixture(scope="module")
def scenes():
    """Eight scenes of four things, the boxes and the kinds."""
    rng = np.random.default_rng(78)
    kinds = np.stack([rng.choice(len(KINDS), 4, replace=False) for _ in range(8)])
    drawn = [located.draw([KINDS[kind] for kind in four], rng, size=128) for four in kinds]
    return np.stack([d[0] for d in drawn]), np.stack([d[1] for d in drawn]), kinds


def shuffled(seed, stages=("scores", "block")):
    """The lesson's network with the weights of these layers shuffled."""
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    rng = np.random.default_rng(seed)
    for layer in copy.layers:
        if layer.name.startswith(stages):
            arrays = layer.get_weights()
            layer.set_weights([rng.permutation(a.ravel()).reshape(a.shape) for a in arrays])
    return copy


# Pictures with boxes


def test_pictures_repeat_and_boxes_hold_the_thing():
    first, boxes = located.draw(["owl", "key", "car", "bear"], np.random.default_rng(1), 128)
    again, _ = located.draw(["owl", "key", "car", "bear"], np.random.default_rng(1), 128)
    assert first.shape == (128, 128, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert boxes.shape == (4, 4)
    for box, cell in zip(boxes, [(0, 0), (0, 64), (64, 0), (64, 64)], strict=True):
        top, left, bottom, right = box
        assert 0 <= top < bottom <= 128
        assert 0 <= left < right <= 128
        middle = (top + bottom) / 2, (left + right) / 2
        assert np.abs(np.array(middle) - cell - 32).max() < 26, "in its own quarter"


def test_a_box_fits_the_mask():
    mask = np.zeros((9, 9), bool)
    mask[2:5, 3:8] = True
    assert located._box(mask) == (2, 3, 5, 8)
    assert located._box(np.zeros((9, 9), bool)) == (0, 0, 0, 0)


def test_what_cannot_be_drawn_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="these are 2"):
        located.draw(["owl", "key"], rng)
    with pytest.raises(ValueError, match="these are 0"):
        located.draw([], rng)
    with pytest.raises(KeyError):
        located.draw(["cat"], rng)


# The lesson's functions


def test_the_walk_back_is_the_gradient(pictures):
    images, labels = pictures
    by_hand = walk_back(network, images, labels, "gradient")
    at_once = input_gradient(class_score(network, labels), images)
    assert np.abs(by_hand - at_once).max() <= 1e-4 * np.abs(at_once).max()


@pytest.mark.skipif(keras.config.backend() != "tensorflow", reason="the reference is TensorFlow's")
@pytest.mark.parametrize("rule", ["deconvolution", "guided"])
def test_the_other_rules_against_a_network_with_such_a_relu(pictures, rule):
    import tensorflow as tf

    @tf.custom_gradient
    def relu(x):
        def backward(signal):
            passed = tf.nn.relu(signal)
            return passed * tf.cast(x > 0, x.dtype) if rule == "guided" else passed

        return tf.nn.relu(x), backward

    def replace(layer):
        if isinstance(layer, keras.layers.Activation):
            return keras.layers.Activation(relu, name=layer.name)
        return layer.__class__.from_config(layer.get_config())

    reference = keras.models.clone_model(network, clone_function=replace)
    reference.set_weights(network.get_weights())
    images, labels = pictures
    expected = input_gradient(class_score(reference, labels), images)
    signal = walk_back(network, images, labels, rule)
    assert np.abs(signal - expected).max() <= 1e-4 * np.abs(expected).max()


def test_signed_heat_is_cut_off_below(pictures):
    heat, cut = grad_cam(network, *pictures, signed=True), grad_cam(network, *pictures)
    assert heat.min() < 0
    assert np.array_equal(cut, np.maximum(heat, 0))


def test_grad_cam_of_the_last_maps_is_the_class_map(pictures):
    images, labels = pictures
    body = keras.Model(network.input, network.get_layer("block4_relu2").output)
    maps = ops.convert_to_numpy(body(ops.cast(images, "float32"), training=False))
    kernel = ops.convert_to_numpy(network.get_layer("scores").kernel)
    expected = np.maximum([m @ kernel[:, k] for m, k in zip(maps, labels, strict=True)], 0)
    heat = grad_cam(network, images, labels) * maps.shape[1] * maps.shape[2]
    assert np.allclose(heat, expected, atol=1e-3 * expected.max())


def test_occlusion_of_a_linear_network():
    inputs = keras.Input((16, 16, 3))
    keras.utils.set_random_seed(4)
    linear = keras.Model(inputs, keras.layers.Dense(len(KINDS))(keras.layers.Flatten()(inputs)))
    kernel = ops.convert_to_numpy(linear.layers[-1].kernel).reshape(16, 16, 3, -1)
    images = np.random.default_rng(4).uniform(0, 255, (2, 16, 16, 3))
    falls = occlusion(linear, images, [3, 5], side=8, step=4)
    assert falls.shape == (2, 4, 4)
    for number, kind in enumerate([3, 5]):
        effect = (kernel[..., kind] * (images[number] - 128)).sum(axis=-1)
        assert falls[number, 1, 2] == pytest.approx(effect[2:10, 6:14].sum(), rel=1e-3, abs=0.02)
        assert falls[number, 0, 3] == pytest.approx(effect[0:6, 10:].sum(), rel=1e-3, abs=0.02)


def test_hits_counts_peaks_inside_boxes():
    heat = np.zeros((3, 4, 8))
    heat[0, 1, 6] = heat[1, 3, 0] = heat[2, 0, 0] = 1  # row, column
    boxes = np.array([[8, 48, 16, 56], [0, 24, 8, 32], [0, 0, 3, 8]])
    assert hits(heat, boxes, 32).tolist() == [True, False, False]


def test_maximise_raises_the_score():
    score = class_score(network, [3, 4])
    images = LESSON["maximise"](compiled_gradient(score), 2, steps=8)
    noise = np.random.default_rng(0).normal(128, 10, images.shape)
    before, after = (ops.convert_to_numpy(score(ops.cast(x, "float32"))) for x in (noise, images))
    assert (after > before + 3).all()
    assert images.min() >= 0
    assert images.max() <= 255


# The lesson's claims, on other pictures and with other shuffles


def pointing(model, scenes):
    """Share of peaks inside the right box, and the share that chance would give."""
    images, boxes, kinds = scenes
    heat = [grad_cam(model, images, kinds[:, thing]) for thing in range(4)]
    inside = [hits(heat[thing], boxes[:, thing], 128).mean() for thing in range(4)]
    areas = (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1]) / 128**2
    return np.mean(inside), areas.mean()


def test_grad_cam_points_at_the_thing_asked_for(scenes):
    share, chance = pointing(network, scenes)
    assert share >= 4 * chance
    assert share >= 0.7


def test_a_network_that_knows_nothing_does_not(scenes):
    shares = [pointing(shuffled(seed), scenes) for seed in (1, 2)]
    assert np.mean([share for share, _ in shares]) <= 3 * shares[0][1]


EXPLAIN = (
    lambda *a: grad_cam(*a, signed=True),  # cut off, it may be zero everywhere
    lambda *a: occlusion(*a, side=16, step=12),
)


def agreement(method, ruined, pictures):
    """The rank correlations of maps with those of the intact network."""
    before, after = (method(model, *pictures) for model in (network, ruined))
    return np.array(list(map(rank_correlation, before, after)))


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_the_order_goes_with_the_head_and_the_last_block(pictures, seed):
    ruined = shuffled(seed, ("scores", "block4"))
    for method in EXPLAIN:
        # The size counts: a map that is turned round shows the same place.
        assert np.abs(agreement(method, ruined, pictures)).mean() < 0.5


@pytest.mark.parametrize("seed", [11, 12])
def test_a_shuffled_head_mostly_turns_the_sign_and_keeps_the_place(seed):
    rng, labels = np.random.default_rng(seed), np.arange(len(KINDS))
    images = np.stack([located.draw([kind], rng)[0] for kind in KINDS])
    found = agreement(EXPLAIN[0], shuffled(seed, ("scores",)), (images, labels))
    assert np.abs(found).mean() > 0.6
    assert np.mean(found < 0) > 0.75


@pytest.mark.parametrize("name", ["mobilenet", "vgg16"])
def test_the_first_filters_of_a_large_network_can_be_drawn(name, capsys):
    backbone = backbones.load(name, 32, pretrained=False)
    source = next(
        cell.source
        for cell in notebooks.read(notebooks.lessons(["09"])[0]).cells
        if cell.id == "photo-filters"
    )
    names = {**LESSON, "backbone": backbone}
    exec(source, names)
    (axis,) = names["figure"].axes
    assert len(axis.images) == 24
    assert "section 1" not in capsys.readouterr().out
    kernel = ops.convert_to_numpy(backbones.blocks(backbone)[0][0].kernel)
    strongest = kernel[..., np.argmax(np.square(kernel).sum(axis=(0, 1, 2)))]
    if name == "vgg16":
        strongest = strongest[..., ::-1]  # to red, green, blue
    expected = 127.5 + 127.5 * strongest / np.abs(strongest).max()
    assert np.abs(axis.images[0].get_array() - expected).mean() < 8  # of 256 colours
    plt.close(names["figure"])


@pytest.mark.parametrize("seed", [11, 12])
def test_guided_gradients_hardly_notice_a_ruined_head_and_last_block(pictures, seed):
    images, labels = pictures
    ruined = shuffled(seed, ("scores", "block4"))
    maps = [np.abs(walk_back(m, images, labels, "guided")).max(-1) for m in (network, ruined)]
    assert np.mean(list(map(rank_correlation, *maps))) > 0.6


# The figure


def test_a_table_of_pictures_keeps_whole_pixels():
    rng = np.random.default_rng(5)
    pictures = rng.choice(np.array([0, 90, 255]), (5, 6, 8, 3))
    figure = plotting.picture_table(
        pictures,
        columns=3,
        titles=["a", "", "c", "", ""],
        row_labels=["one", "two"],
        scale=4,
        frames=[None, (1, 2, 3, 4), None, None, None],
        title="Five",
    )
    (axis,) = figure.axes
    assert len(axis.images) == 5
    for image, picture in zip(axis.images, pictures, strict=True):
        left, right, bottom, top = image.get_extent()
        assert (right - left, bottom - top) == (32, 24)
        assert np.array_equal(image.get_array(), picture)  # few colours: none is lost
    assert len(axis.patches) == 2  # a frame is dark and light
    written = {text.get_text() for text in axis.texts}
    assert {"a", "c", "one", "two", "Five"} <= written
    plt.close(figure)
