"""Train lesson 13's fully convolutional network, and write data/weights/fishing_heatmaps.*.

Run it from the course's folder: `python -m data.generators.train_fishing_heatmaps`. The lesson
trains the same network for one epoch; this is the longer training that its heatmaps deserve.
It starts from the embedded `small_vgg` and sees class labels only, no boxes. Order,
augmentation and first weights come from one seed; the last digits still depend on the processor
and on the versions of Keras and its backend, which the JSON file names.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import time

import keras
import numpy as np
from keras import layers

from utils import backbones, datasets, session

TARGET = pathlib.Path(__file__).resolve().parent.parent / "weights"
NAME = "fishing_heatmaps"
SEED = 0
EPOCHS, BATCH = 10, 32
RATE, DROPOUT = 1e-3, 0.2
SHIFT = 5  # Pixels that a picture may be moved by.


def build(size: tuple[int | None, int | None] = (None, None), classes: int = 8) -> keras.Model:
    """The network: `small_vgg`, one filter for each class, the average, softmax.

    Args:
        size: rows and columns of a picture, None for any.
        classes: how many.

    Returns:
        A model from pixels 0 to 255, (batch, rows, columns, 3), to probabilities (batch,
        classes). Its layer "heatmap" gives (batch, rows / 8, columns / 8, classes), whose mean
        over rows and columns goes into softmax. Batch normalisation stays as pretrained.
    """
    backbone = backbones.load("small_vgg", size, trainable=True)
    for layer in backbone.layers:
        layer.trainable = not isinstance(layer, layers.BatchNormalization)
    x = layers.Dropout(DROPOUT, name="dropout")(backbone.output)
    x = layers.Conv2D(classes, 3, padding="same", name="heatmap")(x)
    x = layers.GlobalAveragePooling2D(name="scores")(x)
    return keras.Model(backbone.input, layers.Softmax(name="probabilities")(x), name=NAME)


def even_chances(labels: np.ndarray, boats: np.ndarray) -> np.ndarray:
    """Chances of the pictures under which no boat favours a species.

    Args:
        labels: (n,) integers.
        boats: (n,) integers.

    Returns:
        (n,), adding up to one; the same in all for each pair of boat and species there is.
    """
    pairs = np.stack([labels, boats], axis=1)
    _, pair, counts = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    chances = 1 / counts[pair.reshape(-1)]
    return chances / chances.sum()


def augment(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each picture flipped or not, moved, and in another light.

    Args:
        images: (batch, rows, columns, 3) uint8.
        rng: source of all choices.

    Returns:
        The same shape, float32, 0 to 255.
    """
    count, height, width = images.shape[:3]
    flipped = rng.random(count) < 0.5
    images = np.where(flipped[:, None, None, None], images[:, :, ::-1], images)
    padded = np.pad(images, [(0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)], "reflect")
    top, left = rng.integers(0, 2 * SHIFT + 1, (2, count, 1))
    rows, columns = top + np.arange(height), left + np.arange(width)
    moved = padded[np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]
    light = rng.uniform(0.8, 1.2, (count, 1, 1, 1)) * rng.uniform(0.9, 1.1, (count, 1, 1, 3))
    return np.clip(moved * light.astype(np.float32), 0, 255)


def train(pictures: datasets.FishingSet, epochs: int) -> keras.Model:
    """Train the network from the pretrained backbone.

    Args:
        pictures: the training set, or some of it; boxes are not looked at.
        epochs: each as many pictures as the set has, drawn with `even_chances`.

    Returns:
        The trained model.
    """
    keras.utils.set_random_seed(SEED)
    rng = np.random.default_rng(SEED)
    model = build(pictures.images.shape[1:3])
    steps = len(pictures.images) // BATCH
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * steps, alpha=0.02)
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    chances = even_chances(pictures.labels, pictures.boats)
    for epoch in range(1, epochs + 1):
        began = time.perf_counter()
        chosen = rng.choice(len(chances), (steps, BATCH), p=chances)
        losses = [
            model.train_on_batch(augment(pictures.images[batch], rng), pictures.labels[batch])
            for batch in chosen
        ]
        seconds = time.perf_counter() - began
        print(f"epoch {epoch}, loss {np.mean(losses):.3f}, {seconds:.0f} s", flush=True)
    return model


def accuracy(model: keras.Model, pictures: datasets.FishingSet) -> float:
    """Share of the pictures whose species is named right."""
    probabilities = model.predict(pictures.images, batch_size=100, verbose=0)
    return float((probabilities.argmax(axis=1) == pictures.labels).mean())


def save(model: keras.Model, path: pathlib.Path) -> None:
    """Write the weights with half the digits (float16), in half the space."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float16")
    try:
        half = build()
    finally:
        keras.config.set_dtype_policy(before)
    half.set_weights(model.get_weights())
    half.save_weights(path)


def write(target: pathlib.Path = TARGET, epochs: int = EPOCHS, pictures: int | None = None) -> None:
    """Train, write NAME.weights.h5 and NAME.json, and test what was written.

    Args:
        target: folder for the files.
        epochs: of the training.
        pictures: how many of the training pictures to use; None for all.
    """
    fishing = datasets.load_fishing()
    some = datasets.FishingSet(*(array[:pictures] for array in fishing.train))
    began, cpu = time.perf_counter(), time.process_time()
    model = train(some, epochs)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    target.mkdir(exist_ok=True)
    path = target / f"{NAME}.weights.h5"
    save(model, path)
    model.load_weights(path)
    facts = {
        "species": list(fishing.species),
        "parameters": model.count_params(),
        "accuracy_on_known_boats": round(accuracy(model, fishing.known_boats), 4),
        "accuracy_on_unseen_boats": round(accuracy(model, fishing.unseen_boats), 4),
        "pictures": len(some.images),
        "epochs": epochs,
        "seed": SEED,
        "seconds": round(seconds),
        "cpu_seconds": round(cpu),
        "made_with": f"Keras {keras.version()} on {session.backend_name()}",
    }
    text = json.dumps(facts, indent=2) + "\n"
    (target / f"{NAME}.json").write_text(text, encoding="utf-8", newline="\n")
    print(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--pictures", type=int, help="train on so many only, to try it out")
    parser.add_argument("--target", type=pathlib.Path, default=TARGET)
    arguments = parser.parse_args()
    write(arguments.target, arguments.epochs, arguments.pictures)
