"""Lesson 07's own functions, taken out of the notebook, against SciPy, Keras and TensorFlow."""

import keras
import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lessons import context
from tools import notebooks

LESSON = context(notebooks.lessons(["07"])[0])
conv2d, conv2d_back, windows = LESSON["conv2d"], LESSON["conv2d_back"], LESSON["windows"]

seeds = st.integers(0, 2**32 - 1)
sides = st.tuples(st.integers(1, 18), st.integers(1, 18))
kernel_sides = st.tuples(st.integers(1, 5), st.integers(1, 5))
channels = st.integers(1, 4)
paddings = st.sampled_from(["valid", "same"])


@st.composite
def cases(draw):
    """Images, kernels, stride, padding, dilation, where the kernel fits at least once."""
    kernel, stride, dilation = draw(kernel_sides), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    padding = draw(paddings)
    size = draw(sides)
    if padding == "valid":
        size = [side + dilation * (k - 1) for side, k in zip(size, kernel, strict=True)]
    rng = np.random.default_rng(draw(seeds))
    inputs, outputs = draw(channels), draw(channels)
    images = rng.normal(size=(draw(st.integers(1, 3)), *size, inputs))
    spread = (kernel[0] * kernel[1] * inputs) ** -0.5  # outputs of about 1, as in a network
    kernels = rng.normal(0, spread, size=(*kernel, inputs, outputs))
    return images, kernels, stride, padding, dilation


def by_keras(images, kernels, stride, padding, dilation):
    arrays = [keras.ops.convert_to_tensor(array, dtype="float32") for array in (images, kernels)]
    result = keras.ops.conv(*arrays, stride, padding, "channels_last", dilation)
    return keras.ops.convert_to_numpy(result)


@settings(deadline=None, max_examples=250)
@given(cases())
def test_conv2d_is_keras_conv(case):
    images, kernels, stride, padding, dilation = case
    if dilation > 1:
        stride = 1  # Keras takes one or the other
    ours = conv2d(images, kernels, stride, padding, dilation)
    theirs = by_keras(images, kernels, stride, padding, dilation)
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() < 1e-5


@settings(deadline=None, max_examples=250)
@given(cases())
def test_conv2d_is_scipy_correlate(case):
    """Here with stride and dilation together, and the padding written out by hand."""
    images, kernels, stride, padding, dilation = case
    height, width = [dilation * (side - 1) + 1 for side in kernels.shape[:2]]
    spread = np.zeros((height, width, *kernels.shape[2:]))
    spread[::dilation, ::dilation] = kernels
    ours = conv2d(images, kernels, stride, padding, dilation)
    if padding == "same":
        # Zeros without end; the window begins where half of what is missing stands before.
        border = max(height, width)
        images = np.pad(images, [(0, 0), (border, border), (border, border), (0, 0)])
        first = [
            border - max((places - 1) * stride + reach - (side - 2 * border), 0) // 2
            for places, reach, side in zip(
                ours.shape[1:3], (height, width), images.shape[1:3], strict=True
            )
        ]
        images = images[:, first[0] :, first[1] :]
    batch, rows, columns, outputs = ours.shape
    for n, out in np.ndindex(batch, outputs):
        expected = sum(
            scipy.signal.correlate(images[n, ..., c], spread[..., c, out], "valid", "direct")
            for c in range(images.shape[3])
        )
        expected = expected[::stride, ::stride][:rows, :columns]
        assert np.abs(ours[n, ..., out] - expected).max() < 1e-10


@settings(deadline=None, max_examples=100)
@given(cases())
def test_the_lessons_scipy_reference_agrees(case):
    assert np.allclose(conv2d(*case), LESSON["conv2d_by_scipy"](*case), atol=1e-10)


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 12), seeds)
def test_one_dimension(places, taps, seed):
    rng = np.random.default_rng(seed)
    x, kernel = rng.normal(size=places + taps - 1), rng.normal(size=taps)
    for name in ("correlate", "convolve"):
        expected = getattr(scipy.signal, name)(x, kernel, "valid", "direct")
        assert np.allclose(LESSON[name](x, kernel), expected, atol=1e-12)


@settings(deadline=None)
@given(sides, kernel_sides, seeds)
def test_two_dimensions(places, kernel_size, seed):
    rng = np.random.default_rng(seed)
    kernel = rng.normal(size=kernel_size)
    image = rng.normal(size=[a + b - 1 for a, b in zip(places, kernel_size, strict=True)])
    expected = scipy.signal.correlate2d(image, kernel, "valid")
    assert np.allclose(LESSON["correlate2d"](image, kernel), expected, atol=1e-12)
    assert np.allclose(LESSON["correlate2d_slowly"](image, kernel), expected, atol=1e-12)
    images, kernels = image[None, ..., None], kernel[..., None, None]
    table = LESSON["im2col"](images, kernel_size)
    assert np.allclose(table @ kernel.ravel(), expected.ravel(), atol=1e-12)
    assert np.allclose(LESSON["conv2d_slowly"](images, kernels)[0, ..., 0], expected, atol=1e-12)


@settings(deadline=None, max_examples=100)
@given(cases())
def test_the_way_back_is_the_transposed_map(case):
    """<conv(x), signal> = <x, conv_back(signal)>: what a gradient of a linear map has to be."""
    images, kernels, stride, _, dilation = case
    reach = [dilation * (side - 1) + 1 for side in kernels.shape[:2]]
    if min(np.subtract(images.shape[1:3], reach)) < 0:
        images = np.tile(images, (1, reach[0], reach[1], 1))
    output = conv2d(images, kernels, stride, dilation=dilation)
    signal = np.random.default_rng(0).normal(size=output.shape)
    back = conv2d_back(signal, kernels, images.shape, stride, dilation)
    assert np.sum(output * signal) == pytest.approx(np.sum(images * back), rel=1e-9, abs=1e-9)


def test_footprint_is_the_gradient_that_tensorflow_finds():
    import tensorflow as tf

    image = np.random.default_rng(1).normal(size=(30, 34, 3))
    layers = LESSON["random_layers"]([(3, 1, 1), (3, 1, 2), (2, 2, 1), (3, 2, 1)], seed=2)
    pixels = tf.Variable(image[None], dtype="float64")
    with tf.GradientTape() as tape:
        maps = pixels
        for kernels, stride, dilation in layers:
            maps = tf.nn.convolution(
                maps, tf.cast(kernels, "float64"), stride, "VALID", dilations=dilation
            )
            maps = tf.nn.relu(maps)
        total = tf.reduce_sum(maps[0, maps.shape[1] // 2, maps.shape[2] // 2])
    expected = np.square(tape.gradient(total, pixels).numpy()[0]).sum(axis=-1)
    ours = LESSON["footprint"](image, layers)
    assert expected.max() > 0
    assert np.abs(ours - expected).max() < 1e-6 * expected.max()


@pytest.mark.parametrize(("name", "layer"), [("max", "Max"), ("average", "Average")])
@pytest.mark.parametrize("side", [1, 2, 3, 4])
def test_pooling_is_keras_pooling(name, layer, side):
    maps = np.random.default_rng(side).normal(size=(2, 13, 9, 3)).astype("float32")
    expected = getattr(keras.layers, f"{layer}Pooling2D")(side)(maps)
    ours = LESSON[f"{name}_pool"](maps, side)
    assert np.allclose(ours, keras.ops.convert_to_numpy(expected), atol=1e-6)


def test_batch_norm_is_keras_batch_norm():
    maps = np.random.default_rng(3).normal(2, [1, 3, 0.2], size=(4, 6, 5, 3)).astype("float32")
    expected = keras.layers.BatchNormalization()(maps, training=True)
    ours = LESSON["batch_norm"](maps)
    assert np.allclose(ours, keras.ops.convert_to_numpy(expected), atol=1e-4)


def test_windows_copy_no_pixel():
    images = np.zeros((2, 9, 8, 3))
    assert np.shares_memory(windows(images, (3, 2), stride=2, dilation=2), images)
