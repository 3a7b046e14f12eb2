"""Backbones: their size, what they do to pixels, where weights come from, features kept once."""

import functools
import importlib
import json
import pathlib
import socket
import time

import numpy as np
import pytest

from utils import session, storage
from utils.storage import StorageError

with session.quiet_start():
    import keras
    from keras import ops

    from utils import backbones

NOBODY = "http://127.0.0.1:9"  # Nothing listens there: every connection is refused.


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch):
    """A machine of its own: no weights, an empty cache, embedded data, no memory of hosts."""
    monkeypatch.setenv("COURSE_DATA", "embedded")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(storage, "_probes", {})


@pytest.fixture
def offline(monkeypatch):
    """A network where no host can be reached."""
    monkeypatch.delenv("COURSE_DATA")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, NOBODY)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A COURSE_DATA folder with an empty folder weights/."""
    (tmp_path / "own" / "weights").mkdir(parents=True)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture(scope="module")
def small():
    return backbones.load("small_vgg", 32)


def pixels(count: int = 3, rows: int = 32, columns: int = 32, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (count, rows, columns, 3), dtype=np.uint8)


@functools.cache
def untrained(name: str) -> keras.Model:
    """A backbone of one size with random weights, built once; no test may change it."""
    keras.utils.set_random_seed(1)
    return backbones.load(name, (40, 72), pretrained=False)


def same_weights(first, second) -> bool:
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


# The networks


@pytest.mark.parametrize("name", backbones.SMALL)
def test_a_small_backbone_is_small(name):
    classifier = backbones.load(name, top=True)
    assert classifier.count_params() <= 700_000
    assert (backbones.WEIGHTS / f"{name}.weights.h5").stat().st_size <= 3_000_000
    assert classifier.output_shape == (None, len(backbones.kinds(name)))
    assert backbones.load(name).output_shape == (None, 8, 8, 128)


@pytest.mark.parametrize("name", backbones.SMALL)
def test_the_facts_beside_the_weights_are_about_these_weights(name):
    facts = json.loads((backbones.WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    pretraining = importlib.import_module("data.generators.pretraining")
    assert backbones.kinds(name) == pretraining.KINDS
    assert facts["parameters"] == backbones.load(name, top=True).count_params()
    assert not {"cat", "dog", "fish", "goldfish", "shark"} & set(backbones.kinds(name))


@pytest.fixture(scope="module")
def drawings():
    """Three of each kind, 64 × 64, that no backbone was trained on."""
    pretraining = importlib.import_module("data.generators.pretraining")
    rng = np.random.default_rng([20, 24])
    return np.stack([pretraining.draw(kind, rng, 64) for kind in pretraining.KINDS * 3])


@pytest.mark.parametrize("name", backbones.SMALL)
def test_a_small_backbone_knows_drawings_that_it_never_saw(name, drawings):
    scores = backbones.load(name, top=True).predict(drawings, batch_size=69, verbose=0)
    kinds = len(backbones.kinds(name))
    right = scores.argmax(axis=1) == np.tile(np.arange(kinds), 3)
    assert right.mean() > 0.6, "chance is 1 in 46"


@pytest.mark.parametrize("name", backbones.NAMES)
def test_pictures_of_any_size_give_feature_maps(name):
    model = untrained(name)
    assert model.name == name
    assert model.input_shape == (None, 40, 72, 3)
    maps = ops.convert_to_numpy(model(pixels(2, 40, 72)))
    assert maps.shape == (2, *model.output_shape[1:])
    assert maps.dtype == np.float32
    assert np.isfinite(maps).all()


@pytest.mark.parametrize("name", backbones.SMALL)
def test_one_model_takes_pictures_of_all_sizes(name):
    model = backbones.load(name, (None, None))
    assert model.predict(pixels(1, 96, 160), verbose=0).shape == (1, 12, 20, 128)
    assert model.predict(pixels(1, 32, 40), verbose=0).shape == (1, 4, 5, 128)


@pytest.mark.parametrize("name", backbones.SMALL)
def test_the_size_changes_no_weight(name):
    assert same_weights(backbones.load(name, 32), backbones.load(name, 96))


def test_top_continues_the_same_network():
    images = pixels(2, 64, 64)
    maps = backbones.load("small_vgg").predict(images, verbose=0)
    classifier = backbones.load("small_vgg", top=True)
    kernel, bias = classifier.get_layer("scores").get_weights()
    expected = maps.mean(axis=(1, 2)) @ kernel + bias
    np.testing.assert_allclose(classifier.predict(images, verbose=0), expected, atol=1e-4)


@pytest.mark.parametrize(
    ("name", "module"), [("vgg16", "vgg16"), ("resnet50", "resnet"), ("mobilenet", "mobilenet")]
)
def test_the_preprocessing_is_that_of_keras_applications(name, module):
    images = pixels(4, 40, 72)
    whole = untrained(name)
    layer = "rescaling" if name == "mobilenet" else "minus_mean"
    inside = keras.Model(whole.input, whole.get_layer(layer).output).predict(images, verbose=0)
    expected = getattr(keras.applications, module).preprocess_input(images.astype(np.float32))
    np.testing.assert_allclose(inside, expected, atol=1e-5)


@pytest.mark.parametrize("name", backbones.NAMES)
def test_blocks_hold_every_weight_once_from_first_to_last(name):
    model = untrained(name)
    blocks = backbones.blocks(model)
    assert len(blocks) == (4 if name in backbones.SMALL else 5)
    layers = [layer for block in blocks for layer in block]
    assert layers == [layer for layer in model.layers if layer.weights]


def test_the_last_block_can_be_unfrozen_alone():
    backbone = backbones.load("small_vgg", 32)
    assert not backbone.trainable_variables
    for layer in backbones.blocks(backbone)[-1]:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    names = {variable.path.split("/")[0] for variable in backbone.trainable_variables}
    assert names == {"block4_conv1", "block4_conv2"}
    assert len(backbones.load("small_vgg", 32, trainable=True).trainable_variables) == 24


def test_an_untrained_backbone_is_random_and_repeatable():
    weights = []
    for seed in (1, 1, 2):
        keras.utils.set_random_seed(seed)
        weights.append(backbones.load("small_resnet", 32, pretrained=False).get_weights()[0])
    assert np.array_equal(weights[0], weights[1])
    assert not np.allclose(weights[0], weights[2])


@pytest.mark.parametrize("name", ["small_resnet", "vgg16"])
def test_a_backbone_survives_being_saved(name, tmp_path):
    model = untrained(name)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    images = pixels(3, 40, 72)
    expected = model.predict(images, verbose=0)
    np.testing.assert_allclose(again.predict(images, verbose=0), expected, atol=1e-5)


# Requests that cannot be met


def test_wrong_requests_are_explained():
    with pytest.raises(ValueError, match=r"no backbone 'vgg'; there are small_vgg, .*mobilenet"):
        backbones.load("vgg")
    with pytest.raises(ValueError, match="at least 32"):
        backbones.load("small_vgg", 31)
    with pytest.raises(ValueError, match="without its head"):
        backbones.load("vgg16", top=True)
    with pytest.raises(ValueError, match="family must be one of vgg, resnet"):
        backbones.load_best("vgg16")
    with pytest.raises(ValueError, match="small_vgg, small_resnet"):
        backbones.kinds("vgg16")


def test_an_incomplete_course_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(backbones, "WEIGHTS", tmp_path)
    with pytest.raises(StorageError, match=r"small_vgg\.json is missing: .*incomplete"):
        backbones.load("small_vgg")


# ImageNet weights: a folder, Keras' cache, the network, or none


@pytest.mark.parametrize("name", backbones.IMAGENET)
def test_weights_in_the_course_data_folder_are_used(name, folder, capsys):
    made = untrained(name)
    path = folder / "weights" / backbones.IMAGENET[name].files[0]
    made.save_weights(path)
    keras.utils.set_random_seed(2)
    model = backbones.load_best("resnet" if name == "resnet50" else "vgg", 64)
    assert model.name == name
    assert same_weights(model, made)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert backbones.IMAGENET[name].title in out
    assert str(path) in out


def test_weights_in_keras_cache_and_format_are_used(tmp_path, offline, capsys):
    keras.utils.set_random_seed(1)
    made = backbones.load("mobilenet", 32, pretrained=False)
    path = tmp_path / "keras" / "models" / backbones.IMAGENET["mobilenet"].files[-1]
    path.parent.mkdir(parents=True)
    made.save(path)  # The older HDF5 format, in which Keras offers its weights.
    model = backbones.load_best("vgg", 32)
    assert model.name == "mobilenet"
    assert same_weights(model, made)


@pytest.mark.parametrize("content", [b"", b"no HDF5", "other"])
def test_damaged_weights_are_refused_by_name(content, folder):
    path = folder / "weights" / "mobilenet_075_224_notop.weights.h5"
    if content == "other":
        backbones.load("small_vgg", 32).save_weights(path)
    else:
        path.write_bytes(content)
    with pytest.raises(StorageError, match=r"mobilenet_075_224_notop\.weights\.h5 does not fit"):
        backbones.load("mobilenet", 32)


def test_an_oversized_file_is_refused(folder, monkeypatch):
    monkeypatch.setattr(backbones, "MAX_WEIGHTS", 10)
    (folder / "weights" / "mobilenet_075_224_notop.weights.h5").write_bytes(bytes(11))
    with pytest.raises(StorageError, match="more than 10 bytes"):
        backbones.load("mobilenet", 32)


@pytest.mark.parametrize(("family", "own"), [("vgg", "small_vgg"), ("resnet", "small_resnet")])
def test_embedded_takes_the_course_s_own(family, own, capsys, monkeypatch):
    monkeypatch.setattr(storage, "unreachable", lambda url: pytest.fail("asked the network"))
    assert backbones.load_best(family).name == own
    out = capsys.readouterr().out
    assert out == f"Backbone: {own}, pretrained on 46 kinds of drawings, embedded in the course.\n"
    with pytest.raises(backbones.NoWeightsError, match="COURSE_DATA=embedded uses no network"):
        backbones.load("vgg16")


def test_without_a_network_one_line_says_so(offline, capsys):
    assert backbones.load_best("resnet").name == "small_resnet"
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "embedded in the course (ResNet50: no connection to storage.googleapis.com)." in out
    with pytest.raises(backbones.NoWeightsError, match=r"could not be had: no connection to"):
        backbones.load("vgg16", 32)


def test_a_silent_network_is_waited_for_once(offline, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # Accepts, and never answers.
        proxy = f"http://127.0.0.1:{silent.getsockname()[1]}"
        for name in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy)
        monkeypatch.setattr(storage, "PROBE_SECONDS", 0.3)
        began = time.monotonic()
        for network in backbones.IMAGENET:
            with pytest.raises(backbones.NoWeightsError, match="googleapis"):
                backbones.load(network)
        assert 0.2 < time.monotonic() - began < 2.5


def test_a_download_that_breaks_off_is_explained(offline, capsys, monkeypatch):
    def break_off(**_):
        assert socket.getdefaulttimeout() == storage.TIMEOUT[1], "a download may not hang"
        raise Exception("URL fetch failure on https://storage…: timed out\nmore")

    monkeypatch.setattr(storage, "unreachable", lambda url: "")
    monkeypatch.setattr(keras.applications, "VGG16", break_off)
    with pytest.raises(backbones.NoWeightsError, match=r"timed out\. Put the file vgg16"):
        backbones.load("vgg16")
    assert backbones.load_best("vgg").name == "small_vgg"
    assert "(VGG16: URL fetch failure" in capsys.readouterr().out
    assert socket.getdefaulttimeout() is None


# Features


def kept(tmp_path: pathlib.Path) -> list[pathlib.Path]:
    """What the cache holds."""
    return sorted(path for path in (tmp_path / "cache").rglob("*") if path.is_file())


@pytest.fixture
def own_data(folder):
    """Not embedded, so that features are kept."""


def count_predictions(model, monkeypatch) -> list[int]:
    """A list that grows by the number of pictures at each `model.predict`."""
    calls, predict = [], model.predict

    def counting(images, **options):
        calls.append(len(images))
        return predict(images, **options)

    monkeypatch.setattr(model, "predict", counting)
    return calls


def test_features_are_what_the_model_predicts(small, own_data, capsys):
    images = pixels(7)
    values = backbones.features(small, images, batch_size=3)
    np.testing.assert_array_equal(values, small.predict(images, batch_size=3, verbose=0))
    assert values.dtype == np.float32
    again = backbones.features(small, images)
    np.testing.assert_array_equal(again, values)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Features: 7 pictures through small_vgg → (7, 4, 4, 128), ")
    assert second.endswith("computed earlier.")


def test_features_are_computed_once_for_each_model_and_data(small, own_data, monkeypatch, tmp_path):
    calls = count_predictions(small, monkeypatch)
    images = pixels()
    backbones.features(small, images)
    backbones.features(small, images.copy())
    assert calls == [3]
    changed = images.copy()
    changed[1, 2, 3, 0] ^= 1
    backbones.features(small, changed)
    backbones.features(small, images.astype(np.float32))
    backbones.features(small, images[:, :, ::-1])  # Not contiguous.
    backbones.features(small, images[:2])
    assert calls == [3, 3, 3, 3, 2]
    assert len(kept(tmp_path)) == 5
    backbones.features(small, images, cache=False)
    assert calls[5:] == [3]


def test_another_weight_or_layer_is_another_model(own_data, tmp_path):
    images = pixels()
    model = backbones.load("small_vgg", 32)
    first = backbones.features(model, images)
    kernel = model.get_layer("block1_conv1").kernel
    kernel.assign(kernel + 0.01)
    assert not np.array_equal(backbones.features(model, images), first)
    middle = keras.Model(model.input, model.get_layer("block2_pool").output, name=model.name)
    assert backbones.features(middle, images).shape == (3, 4, 4, 48)
    pooled = keras.layers.GlobalAveragePooling2D()(model.output)
    assert backbones.features(keras.Model(model.input, pooled), images).shape == (3, 128)
    assert len(kept(tmp_path)) == 4


def test_embedded_keeps_nothing_and_leaves_no_trace_of_a_progress_bar(small, tmp_path, capsys):
    backbones.features(small, pixels())
    assert not kept(tmp_path)
    output = capsys.readouterr()
    assert output.out.count("\n") == 1
    assert not output.err


@pytest.mark.parametrize("damage", ["cut", "bit", "empty", "other shape", "pickle"])
def test_a_damaged_file_is_computed_anew(damage, small, own_data, tmp_path, capsys):
    images = pixels()
    values = backbones.features(small, images)
    (path,) = kept(tmp_path)
    content = bytearray(path.read_bytes())
    if damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "bit":
        content[len(content) // 2] ^= 4
        path.write_bytes(content)
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "other shape":
        np.savez(path, features=values[:2])
    else:
        np.savez(path, features=np.array([[[[{}]]]], dtype=object))
    capsys.readouterr()
    np.testing.assert_array_equal(backbones.features(small, images), values)
    assert "computed earlier" not in capsys.readouterr().out
    backbones.features(small, images)
    assert "computed earlier" in capsys.readouterr().out, "the file was mended"
    assert len(kept(tmp_path)) == 1


def test_a_cache_that_cannot_be_written_to_does_no_harm(small, own_data, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    images = pixels()
    expected = small.predict(images, verbose=0)
    np.testing.assert_array_equal(backbones.features(small, images), expected)


def test_features_too_large_are_not_kept(small, own_data, tmp_path, monkeypatch):
    monkeypatch.setattr(backbones, "MAX_FEATURES", 100)
    backbones.features(small, pixels())
    assert not kept(tmp_path)


def test_the_same_network_loaded_again_finds_its_features(own_data, capsys):
    images = pixels()
    backbones.features(backbones.load("small_vgg", 32), images)
    backbones.load("small_resnet", 32)  # Keras counts the layers that it names by itself.
    backbones.features(backbones.load("small_vgg", 32), images)
    first, second = capsys.readouterr().out.splitlines()
    assert "computed earlier" not in first
    assert "computed earlier" in second


# The pretraining


def test_augmentation_is_repeatable_and_keeps_pixels_in_range():
    augment = importlib.import_module("data.generators.pretrain_backbones").augment
    images = pixels(16, 64, 64)
    first, again, other = (augment(images, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.shape == images.shape
    assert first.dtype == np.float32
    assert first.min() >= 0
    assert first.max() <= 255
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    grey = augment(np.full((4, 64, 64, 3), 100, np.uint8), np.random.default_rng(0))
    assert np.ptp(grey, axis=(1, 2)).max() == 0, "one light for the whole picture"


def test_training_is_repeatable_from_its_seed(monkeypatch):
    # Two networks, two steps each: to compile them would take longer than to train them.
    at_once = functools.partialmethod(keras.Model.compile, run_eagerly=True)
    monkeypatch.setattr(keras.Model, "compile", at_once)
    train = importlib.import_module("data.generators.pretrain_backbones").train
    images, labels = pixels(64, 64, 64), np.arange(64, dtype=np.int32) % 46
    first, again = (train("small_vgg", images, labels, epochs=2) for _ in range(2))
    pairs = zip(first.get_weights(), again.get_weights(), strict=True)
    assert all(np.allclose(a, b, atol=1e-5) for a, b in pairs)
