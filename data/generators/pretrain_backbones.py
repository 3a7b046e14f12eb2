"""Train the small backbones on drawings and write data/weights/.

Run it from the course's folder: `python -m data.generators.pretrain_backbones`, or with the
name of one of them. The drawings (`data.generators.pretraining`), their order, the first weights
and the augmentation all come from one seed; the last digits of the weights still depend on the
processor and on the versions of Keras and its backend, which the JSON file beside them names.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import time

import keras
import numpy as np

from data.generators import pretraining
from utils import backbones, session, training

TARGET = pathlib.Path(__file__).resolve().parent.parent / "weights"
SEED = 0
SIZE = 64  # Pixels a side.
PER_KIND, HELD_OUT = 500, 40  # Drawings of each kind to train on, and to test with.
EPOCHS, BATCH = 16, 64
PEAK, WEIGHT_DECAY = 3e-3, 1e-3
SHIFT = 6  # Pixels that a drawing may be moved by.


def augment(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each picture flipped or not, moved, and in another light.

    Args:
        images: (batch, SIZE, SIZE, 3) uint8.
        rng: source of all choices.

    Returns:
        The same shape, float32, 0 to 255.
    """
    count = len(images)
    flipped = rng.random(count) < 0.5
    images = np.where(flipped[:, None, None, None], images[:, :, ::-1], images)
    padded = np.pad(images, [(0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)], "reflect")
    top, left = rng.integers(0, 2 * SHIFT + 1, (2, count, 1))
    rows, columns = top + np.arange(SIZE), left + np.arange(SIZE)
    moved = padded[np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]
    brightness = rng.uniform(0.75, 1.25, (count, 1, 1, 1))
    tint = rng.uniform(0.9, 1.1, (count, 1, 1, 3))
    return np.clip(moved * (brightness * tint).astype(np.float32), 0, 255)


def train(name: str, images: np.ndarray, labels: np.ndarray, epochs: int) -> keras.Model:
    """Train one backbone with its head, batch by batch, in an order that the seed fixes.

    Args:
        name: "small_vgg" or "small_resnet".
        images: (n, SIZE, SIZE, 3) uint8.
        labels: (n,) integers, indices into `pretraining.KINDS`.
        epochs: passes through the pictures.

    Returns:
        The trained classifier; it gives logits.
    """
    keras.utils.set_random_seed(SEED)
    rng = np.random.default_rng(SEED)
    build = backbones.SMALL[name].build
    model = build((SIZE, SIZE, 3), len(pretraining.KINDS))
    steps = len(images) // BATCH
    rate = training.OneCycle(PEAK, epochs * steps)
    model.compile(
        keras.optimizers.AdamW(rate, weight_decay=WEIGHT_DECAY),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.optimizer.build(model.trainable_variables)  # or the first step is traced twice
    for epoch in range(1, epochs + 1):
        began = time.perf_counter()
        order = rng.permutation(len(images))[: steps * BATCH].reshape(steps, BATCH)
        losses = [
            model.train_on_batch(augment(images[batch], rng), labels[batch]) for batch in order
        ]
        seconds = time.perf_counter() - began
        print(f"{name}: epoch {epoch}, loss {np.mean(losses):.3f}, {seconds:.0f} s", flush=True)
    return model


def write(name: str, drawings: dict[str, np.ndarray], target: pathlib.Path = TARGET) -> None:
    """Train and test one backbone, and write NAME.weights.h5 and NAME.json.

    Args:
        name: "small_vgg" or "small_resnet".
        drawings: what `draw` gives.
        target: folder for the files.
    """
    began, cpu = time.perf_counter(), time.process_time()
    model = train(name, drawings["images"], drawings["labels"], EPOCHS)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    scores = model.predict(drawings["unseen_images"], batch_size=256, verbose=0)
    accuracy = float((scores.argmax(axis=1) == drawings["unseen_labels"]).mean())
    facts = {
        "kinds": list(pretraining.KINDS),
        "parameters": model.count_params(),
        "accuracy_on_unseen_drawings": round(accuracy, 4),
        "drawings": len(drawings["images"]),
        "unseen_drawings": len(drawings["unseen_images"]),
        "epochs": EPOCHS,
        "seed": SEED,
        "seconds": round(seconds),
        "cpu_seconds": round(cpu),
        "made_with": f"Keras {keras.version()} on {session.backend_name()}",
    }
    target.mkdir(exist_ok=True)
    without_optimizer = keras.Model(model.input, model.output)
    without_optimizer.save_weights(target / f"{name}.weights.h5")
    text = json.dumps(facts, indent=2) + "\n"
    (target / f"{name}.json").write_text(text, encoding="utf-8", newline="\n")
    print(f"{name}: {accuracy:.1%} of unseen drawings right", flush=True)


def draw() -> dict[str, np.ndarray]:
    """The drawings to train on and to test with: images, labels, unseen_images, unseen_labels."""
    images, labels = pretraining.pictures(PER_KIND, size=SIZE, seed=SEED)
    unseen_images, unseen_labels = pretraining.pictures(HELD_OUT, size=SIZE, seed=SEED + 1)
    return {
        "images": images,
        "labels": labels,
        "unseen_images": unseen_images,
        "unseen_labels": unseen_labels,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help=f"some of {', '.join(backbones.SMALL)}")
    chosen = parser.parse_args().names or list(backbones.SMALL)
    drawn = draw()
    for backbone in chosen:
        write(backbone, drawn)
