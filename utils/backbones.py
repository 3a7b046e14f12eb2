"""Pretrained networks without their heads, and features computed from them once.

Two small ones come with the course, in `data/weights/`: `small_vgg` and `small_resnet`,
pretrained on drawings of things that are neither cats nor dogs nor fish by
`python -m data.generators.pretrain_backbones`. Three large ones with ImageNet weights are
`vgg16`, `resnet50` and `mobilenet` of `keras.applications`: their weights lie in
`$COURSE_DATA/weights/`, or Keras downloads and keeps them.

    backbone = backbones.load_best("vgg")      # the best there is on this machine
    size = backbone.input_shape[1]             # pixels a side that it is made for
    maps = backbones.features(backbone, images)  # (n, rows, columns, channels)

Every model takes pixels from 0 to 255 as they come, in RGB: what its network needs done to them
is part of the model. Works on every backend of Keras.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import pathlib
import re
import socket
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import keras
import numpy as np
from keras import layers, ops

from utils import storage
from utils.storage import StorageError

WEIGHTS = storage.DATA / "weights"
IMAGENET_MEAN = (123.68, 116.779, 103.939)  # Of red, green and blue.
MAX_WEIGHTS = 200_000_000  # Bytes; a larger file is refused.
MAX_FEATURES = 500_000_000  # Bytes; larger features are not kept.

Size = int | tuple[int | None, int | None]


# The course's own networks


def small_vgg(shape: tuple[int | None, int | None, int], classes: int) -> keras.Model:
    """A small relative of VGG: plain stacks of 3 x 3 convolutions, with batch normalisation.

    Four blocks at 1/2, 1/4, 1/8 and 1/8 of the picture's resolution. After K. Simonyan and
    A. Zisserman (2014), https://arxiv.org/abs/1409.1556; unlike theirs, the first convolution
    takes steps of two pixels, which makes it four times as fast.

    Args:
        shape: rows, columns (None for any) and channels of a picture.
        classes: number of class scores.

    Returns:
        A model from pixels 0 to 255 to class scores (logits), (batch, classes). The feature
        maps, (batch, rows / 8, columns / 8, 128), come out of its layer `block4_relu2`.
    """
    inputs = keras.Input(shape, name="pixels")
    x = layers.Rescaling(1 / 127.5, offset=-1, name="rescaling")(inputs)
    for block, (filters, repeats) in enumerate([(24, 2), (48, 2), (96, 2), (128, 2)], start=1):
        for number in range(1, repeats + 1):
            first = block == number == 1
            name = (f"block{block}", str(number))
            x = _convolve(x, filters, name, kernel=5 if first else 3, strides=2 if first else 1)
            x = layers.Activation("relu", name="_relu".join(name))(x)
        if block in (1, 2):
            x = layers.MaxPooling2D(2, name=f"block{block}_pool")(x)
    return keras.Model(inputs, _scores(x, classes), name="small_vgg")


def small_resnet(shape: tuple[int | None, int | None, int], classes: int) -> keras.Model:
    """A small residual network: five units of two 3 x 3 convolutions with a way around them.

    Four blocks at 1/2, 1/4, 1/8 and 1/8 of the picture's resolution, the third with two units.
    After K. He and others (2015), https://arxiv.org/abs/1512.03385.

    Args:
        shape: rows, columns (None for any) and channels of a picture.
        classes: number of class scores.

    Returns:
        A model from pixels 0 to 255 to class scores (logits), (batch, classes). The feature
        maps, (batch, rows / 8, columns / 8, 128), come out of its layer `block4_unit1_out`.
    """
    inputs = keras.Input(shape, name="pixels")
    x = layers.Rescaling(1 / 127.5, offset=-1, name="rescaling")(inputs)
    x = _convolve(x, 24, ("block1", "0"), kernel=5, strides=2)
    x = layers.Activation("relu", name="block1_relu0")(x)
    plan = [(24, 1, 1), (48, 1, 2), (96, 2, 2), (128, 1, 1)]
    for block, (filters, units, strides) in enumerate(plan, start=1):
        for unit in range(1, units + 1):
            x = _residual_unit(x, filters, strides if unit == 1 else 1, f"block{block}_unit{unit}")
    return keras.Model(inputs, _scores(x, classes), name="small_resnet")


def _convolve(x, filters: int, name: tuple[str, str], kernel: int = 3, strides: int = 1):
    """Convolution and batch normalisation, named like block1_conv2 and block1_bn2."""
    x = layers.Conv2D(
        filters,
        kernel,
        strides=strides,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name="_conv".join(name),
    )(x)
    return layers.BatchNormalization(momentum=0.95, name="_bn".join(name))(x)


def _residual_unit(x, filters: int, strides: int, name: str):
    """relu(x + R(x)); where the shape changes, x passes a 1 x 1 convolution."""
    shortcut = x
    if strides > 1 or x.shape[-1] != filters:
        shortcut = _convolve(x, filters, (name, "0"), kernel=1, strides=strides)
    x = _convolve(x, filters, (name, "1"), strides=strides)
    x = layers.Activation("relu", name=f"{name}_relu1")(x)
    x = _convolve(x, filters, (name, "2"))
    x = layers.Add(name=f"{name}_add")([x, shortcut])
    return layers.Activation("relu", name=f"{name}_out")(x)


def _scores(x, classes: int):
    """Average pooling and one dense layer."""
    x = layers.GlobalAveragePooling2D(name="pooling")(x)
    x = layers.Dropout(0.2, name="dropout")(x)
    return layers.Dense(classes, name="scores")(x)


# Which backbones there are


@dataclass(frozen=True)
class _Small:
    """One of the course's own networks.

    Attributes:
        build: makes the classifier from a shape and a number of classes.
        last: name of the layer that gives the feature maps.
        size: pixels a side of the pictures that it was trained on.
    """

    build: Callable[[tuple[int | None, int | None, int], int], keras.Model]
    last: str
    size: int = 64


@dataclass(frozen=True)
class _ImageNet:
    """One network of `keras.applications`.

    Attributes:
        title: its name in a printed line.
        application: its name in `keras.applications`, and what else makes it.
        preprocess: what it needs done to the pixels.
        files: names that its weights without the head may have in `$COURSE_DATA/weights/`;
            the last one is Keras' own name for them.
        url: where Keras gets them.
        size: default size; where it is below the 224 of the training, for the sake of computers
            without GPU.
    """

    title: str
    application: tuple[str, dict]
    preprocess: Callable
    files: tuple[str, ...]
    url: str
    size: int


def _as_caffe(x):
    """From RGB to BGR, minus ImageNet's mean: what the authors of VGG and ResNet did."""
    x = ops.flip(x, axis=-1)
    mean = list(reversed(IMAGENET_MEAN))
    return layers.Normalization(mean=mean, variance=[1.0] * 3, name="minus_mean")(x)


def _to_plus_minus_one(x):
    """From 0..255 to -1..1."""
    return layers.Rescaling(1 / 127.5, offset=-1, name="rescaling")(x)


SMALL = {
    "small_vgg": _Small(small_vgg, "block4_relu2"),
    "small_resnet": _Small(small_resnet, "block4_unit1_out"),
}
_ADDRESS = "https://storage.googleapis.com/tensorflow/keras-applications"
IMAGENET = {
    "vgg16": _ImageNet(
        "VGG16",
        ("VGG16", {}),
        _as_caffe,
        ("vgg16_notop.weights.h5", "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"),
        f"{_ADDRESS}/vgg16/",
        128,
    ),
    "resnet50": _ImageNet(
        "ResNet50",
        ("ResNet50", {}),
        _as_caffe,
        ("resnet50_notop.weights.h5", "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5"),
        f"{_ADDRESS}/resnet/",
        160,
    ),
    "mobilenet": _ImageNet(
        "MobileNet 0.75",
        ("MobileNet", {"alpha": 0.75}),
        _to_plus_minus_one,
        ("mobilenet_075_224_notop.weights.h5", "mobilenet_7_5_224_tf_no_top.h5"),
        f"{_ADDRESS}/mobilenet/",
        224,
    ),
}
NAMES = (*SMALL, *IMAGENET)
# What `load_best` takes: the first whose weights are on this machine, the first from the
# network, the course's own.
FAMILIES = {
    "vgg": (("vgg16", "mobilenet"), "vgg16", "small_vgg"),
    "resnet": (("resnet50", "mobilenet"), "resnet50", "small_resnet"),
}


# Loading


def load(
    name: str,
    size: Size | None = None,
    *,
    top: bool = False,
    pretrained: bool = True,
    trainable: bool = False,
) -> keras.Model:
    """A backbone: a network from pixels to feature maps.

    Its input has a fixed size, so that `model.input_shape[1:3]` tells which pictures to load;
    the weights serve for any.

    Args:
        name: one of `NAMES`; also the name of the model.
        size: pixels a side, or (rows, columns) where None stands for any; at least 32. None:
            64 for the small networks; for the large what two cores can bear: 128 for VGG16, 160
            for ResNet50, 224 for MobileNet.
        top: with the head that scores the classes of the pretraining (`kinds`); small only.
        pretrained: with the trained weights; else with random ones, from Keras' seed.
        trainable: False freezes every layer.

    Returns:
        A model from pixels 0 to 255, RGB, (batch, rows, columns, 3), of any number type, to
        feature maps (batch, rows', columns', channels) float32. With `top` it gives class
        scores (logits), (batch, classes).

    Raises:
        ValueError: no such backbone, or a size below 32.
        StorageError: the weights are damaged, or nowhere to be had.
    """
    _check_name(name)
    shape = (*_check_size(name, size), 3)
    if name in SMALL:
        model = _load_small(name, shape, top, pretrained)
    elif top:
        raise ValueError(f"{name} comes without its head; top=True is for {', '.join(SMALL)}.")
    else:
        model = _load_imagenet(name, shape, pretrained)
    for layer in model.layers:  # Not the model as a whole: a block can then be unfrozen alone.
        layer.trainable = trainable
    return model


def load_best(
    family: Literal["vgg", "resnet"], size: Size | None = None, *, trainable: bool = False
) -> keras.Model:
    """The best backbone of this kind that this machine has; prints which one, in one line.

    In order: VGG16 (ResNet50), else MobileNet, whose ImageNet weights are on this machine
    already, in `$COURSE_DATA/weights/` or in Keras' cache; VGG16 (ResNet50) from the network;
    small_vgg (small_resnet), which comes with the course. COURSE_DATA=embedded goes straight
    to the last.

    Args:
        family: "vgg" or "resnet".
        size: as for `load`.
        trainable: as for `load`.

    Returns:
        What `load` gives; `model.name` says which one it is.
    """
    if family not in FAMILIES:
        raise ValueError(f"family must be one of {', '.join(FAMILIES)}, and this is {family!r}")
    here, there, own = FAMILIES[family]
    note = ""
    if not storage.wants_embedded():
        for name in here:
            if path := _find_weights(name):
                print(f"Backbone: {IMAGENET[name].title} with ImageNet weights, from {path}.")
                return load(name, size, trainable=trainable)
        try:
            model = load(there, size, trainable=trainable)
            print(f"Backbone: {IMAGENET[there].title} with ImageNet weights, downloaded now.")
            return model
        except NoWeightsError as error:
            note = f" ({error.brief})"
    drawn = f"pretrained on {len(kinds(own))} kinds of drawings"
    print(f"Backbone: {own}, {drawn}, embedded in the course{note}.")
    return load(own, size, trainable=trainable)


def kinds(name: str = "small_vgg") -> tuple[str, ...]:
    """What the class scores of a small backbone stand for, in their order."""
    return tuple(_facts(name)["kinds"])


def blocks(model: keras.Model) -> list[list[keras.layers.Layer]]:
    """The layers of a backbone that have weights, from the first block to the last.

    Unfreeze the last block with

        for layer in backbones.blocks(backbone)[-1]:
            layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)

    Args:
        model: what `load` gave.

    Returns:
        Four blocks for the small networks, five for the large; each a list of layers.
    """
    found: dict[int, list[keras.layers.Layer]] = {}
    for layer in model.layers:
        number = _block_of(layer.name)
        if number and layer.weights:
            found.setdefault(number, []).append(layer)
    return [found[number] for number in sorted(found)]


def _block_of(layer: str) -> int:
    """Number of the block that a layer of this name belongs to; 0 if to none."""
    if match := re.match(r"conv_(?:dw|pw)_(\d+)", layer):  # MobileNet: a block per resolution.
        return 1 + sum(int(match[1]) >= first for first in (2, 4, 6, 12))
    match = re.match(r"(?:block|conv)(\d+)", layer)
    return int(match[1]) if match else 0


class NoWeightsError(StorageError):
    """ImageNet weights could not be had. `brief` is the reason in a few words."""

    def __init__(self, message: str, brief: str) -> None:
        super().__init__(message)
        self.brief = brief


def _load_small(
    name: str, shape: tuple[int | None, int | None, int], top: bool, pretrained: bool
) -> keras.Model:
    """One of the course's own networks."""
    small = SMALL[name]
    classifier = small.build(shape, len(kinds(name)))
    if pretrained:
        path = WEIGHTS / f"{name}.weights.h5"
        if not path.is_file():
            raise _incomplete(path)
        _read_weights(classifier, path)
    if top:
        return classifier
    return keras.Model(classifier.input, classifier.get_layer(small.last).output, name=name)


def _load_imagenet(
    name: str, shape: tuple[int | None, int | None, int], pretrained: bool
) -> keras.Model:
    """One network of `keras.applications`, with what it needs done to the pixels before it."""
    network = IMAGENET[name]
    path = _find_weights(name) if pretrained else None
    download = pretrained and path is None
    if download:
        _require_network(network)
    application, options = network.application
    inputs = keras.Input(shape, name="pixels")
    try:
        with warnings.catch_warnings(), _patience():
            warnings.simplefilter("ignore")  # MobileNet has weights for four sizes only.
            whole = getattr(keras.applications, application)(
                include_top=False,
                weights="imagenet" if download else None,
                input_tensor=network.preprocess(inputs),
                input_shape=shape,
                **options,
            )
    except Exception as error:  # Keras raises a plain Exception when a download fails.
        if not download:
            raise
        raise _no_weights(network, str(error).splitlines()[0]) from error
    if path:
        _read_weights(whole, path)
    return keras.Model(inputs, whole.output, name=name)


def _find_weights(name: str) -> pathlib.Path | None:
    """The weights of an ImageNet network that are on this machine, or None."""
    if storage.wants_embedded():
        return None
    files = IMAGENET[name].files
    folder = storage.chosen_folder()
    places = [folder / "weights" / file for file in files] if folder else []
    keras_home = os.environ.get("KERAS_HOME") or "~/.keras"
    places.append(pathlib.Path(os.path.expanduser(keras_home), "models", files[-1]))
    return next((path for path in places if path.is_file()), None)


def _require_network(network: _ImageNet) -> None:
    """Raise a NoWeightsError unless the weights may be and can be downloaded."""
    if storage.wants_embedded():
        raise _no_weights(network, "COURSE_DATA=embedded uses no network")
    if reason := storage.unreachable(network.url):
        raise _no_weights(network, reason)


def _no_weights(network: _ImageNet, reason: str) -> NoWeightsError:
    """The error for weights that are nowhere."""
    return NoWeightsError(
        f"The ImageNet weights of {network.title} could not be had: {reason}. Put the file "
        f"{network.files[-1]} from {network.url} into the folder weights/ of your COURSE_DATA "
        f"folder, or load {' or '.join(SMALL)}, which come with the course.",
        f"{network.title}: {reason}",
    )


@contextlib.contextmanager
def _patience() -> Iterator[None]:
    """Let no download wait for ever: Keras' own sets no limit."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(storage.TIMEOUT[1])
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _read_weights(model: keras.Model, path: pathlib.Path) -> None:
    """Read weights from a file that is not trusted to be right. HDF5 can hold no code."""
    if path.stat().st_size > MAX_WEIGHTS:
        raise StorageError(f"{path} has more than {MAX_WEIGHTS:,} bytes. Is it the right file?")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # What is missing in the file raises as well.
            model.load_weights(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StorageError(
            f"{path} does not fit {model.name} or is damaged ({reason}). Replace it, or delete "
            "it; data/README.md says what it must hold."
        ) from error


def _facts(name: str) -> dict:
    """What the pretraining of a small backbone noted in its JSON file."""
    if name not in SMALL:
        raise ValueError(f"name must be one of {', '.join(SMALL)}, and this is {name!r}")
    path = WEIGHTS / f"{name}.json"
    if not path.is_file():
        raise _incomplete(path)
    return json.loads(path.read_text(encoding="utf-8"))


def _incomplete(path: pathlib.Path) -> StorageError:
    """The error for a file of the course that is not there."""
    return StorageError(
        f"{path} is missing: this copy of the course is incomplete. Run `git checkout data` in "
        "the course's folder, or get the course again."
    )


def _check_name(name: str) -> None:
    if name not in NAMES:
        raise ValueError(f"There is no backbone {name!r}; there are {', '.join(NAMES)}.")


def _check_size(name: str, size: Size | None) -> tuple[int | None, int | None]:
    """Rows and columns."""
    if size is None:
        size = (SMALL.get(name) or IMAGENET[name]).size
    rows, columns = (size, size) if np.ndim(size) == 0 else size
    if any(side is not None and side < 32 for side in (rows, columns)):
        raise ValueError(f"size must be at least 32 pixels a side, and this is {size}")
    return rows, columns


# Features, once


def features(
    model: keras.Model, images: np.ndarray, *, batch_size: int = 64, cache: bool = True
) -> np.ndarray:
    """What `model.predict` gives for these pictures, kept on disk for the next time.

    Kept under a key of the model (its layers and every weight) and of the pictures, so that
    changing either computes anew; not kept at all with COURSE_DATA=embedded. Shows a progress
    bar when it takes long, and prints one line.

    Args:
        model: a backbone, or any model with one input and one output.
        images: pictures as the model takes them: (n, rows, columns, 3).
        batch_size: pictures at a time.
        cache: False computes in any case, and keeps nothing.

    Returns:
        float32, (n, ...) like the model's output.
    """
    images = np.ascontiguousarray(images)
    folder = storage.cache_folder() / "features"
    use_cache = cache and not storage.wants_embedded()
    path = folder / f"{model.name}-{_key(model, images)}.npz" if use_cache else None
    began = time.perf_counter()
    values = _read_features(path, len(images), model.output_shape) if path else None
    if values is not None:
        took = "computed earlier"
    else:
        values = _predict(model, images, batch_size)
        took = f"{time.perf_counter() - began:.1f} s"
        if path and values.nbytes <= MAX_FEATURES:
            _keep_features(path, values)
    print(f"Features: {len(images):,} pictures through {model.name} → {values.shape}, {took}.")
    return values


def _predict(model: keras.Model, images: np.ndarray, batch_size: int) -> np.ndarray:
    """`model.predict` with a progress bar that leaves nothing behind."""
    from tqdm.auto import tqdm

    with tqdm(
        total=math.ceil(len(images) / batch_size),
        desc=f"features of {model.name}",
        unit="batch",
        delay=2.0,
        leave=False,
        disable=storage.wants_embedded(),  # No trace in the outputs that the course ships.
    ) as bar:
        callback = keras.callbacks.LambdaCallback(
            on_predict_batch_end=lambda batch, logs=None: bar.update(1)
        )
        values = model.predict(images, batch_size=batch_size, verbose=0, callbacks=[callback])
    return np.asarray(values, np.float32)


def _key(model: keras.Model, images: np.ndarray) -> str:
    """A digest of everything that the features depend on."""
    config = json.dumps(model.get_config(), sort_keys=True, default=str)
    digest = hashlib.sha256(config.encode())
    arrays = [ops.convert_to_numpy(variable) for variable in model.weights]
    for array in [*arrays, images]:
        digest.update(f"{array.dtype} {array.shape} ".encode())
        digest.update(np.ascontiguousarray(array))
    return digest.hexdigest()[:32]


def _read_features(
    path: pathlib.Path, count: int, shape: tuple[int | None, ...]
) -> np.ndarray | None:
    """Features kept earlier; None if there are none, or only damaged ones."""
    if not path.is_file():
        return None
    try:
        kept = storage.read_npz(path, {"features": (np.float32, len(shape))}, 2 * MAX_FEATURES)
    except (StorageError, OSError):
        return None
    values = kept["features"]
    expected = (count, *shape[1:])
    fits = all(side in (None, found) for side, found in zip(expected, values.shape, strict=True))
    return values if fits else None


def _keep_features(path: pathlib.Path, values: np.ndarray) -> None:
    """Write features in one step; a folder that cannot be written to keeps none."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=storage.PARTIAL, dir=path.parent, ignore_cleanup_errors=True
        ) as partial:
            written = pathlib.Path(partial, path.name)
            np.savez(written, features=values)  # A zip archive, whose checksum is verified.
            os.replace(written, path)
