"""Lesson 10's network from scratch, trained until it knows its pictures: does it know others?

    python -m benchmarks.from_scratch

Lesson 10 stops that network after 48 steps, four passes over 200 drawings, to stay within its
seconds. Here the lesson's own cells run for 300 steps, on the embedded drawings, with the same
three runs. Writes benchmarks/results/from_scratch.json. Exit status 1 if the claim does not
hold: all pictures of the training named right, and fewer than 70 % of others.
"""

from __future__ import annotations

import json
import os
import pathlib
import time

import numpy as np

from benchmarks.time_to_accuracy import describe_machine
from tools import notebooks

STEPS, BATCH, PEAK = 300, 16, 0.001
MOST_TEST, LEAST_KNOWN = 0.70, 0.99
CELLS = ("imports", "load", "batches", "train", "beginner")
RESULTS = pathlib.Path(__file__).resolve().parent / "results" / "from_scratch.json"


def lesson() -> dict:
    """The names that lesson 10 defines up to its network from scratch."""
    sources = {cell.id: cell.source for cell in notebooks.read(notebooks.lessons(["10"])[0]).cells}
    names = {"__name__": "lesson"}
    for name in CELLS:
        exec(compile(sources[name], f"lesson 10: {name}", "exec"), names)
    return names


def measure(names: dict, steps: int = STEPS) -> list[dict]:
    """Accuracy on the pictures of the training and on others, and seconds, of each run."""
    import keras

    pool, labels, test = names["pool"], names["labels"], names["test"]
    falling = PEAK / 2 * (1 + np.cos(np.pi * np.arange(steps) / steps))
    network = names["beginner"]()
    network.compile(keras.optimizers.Adam(), names["loss"])
    network.optimizer.build(network.trainable_variables)
    runs = []
    for run, draw in enumerate(names["draws"]):
        keras.utils.set_random_seed(run)
        began = time.process_time()
        network.set_weights(names["beginner"]().get_weights())
        names["forget"](network.optimizer)
        stream = names["batches"]([pool, pool[:, :, ::-1]], draw, seed=run, batch=BATCH)
        names["train"](network, stream, falling)
        seconds = time.process_time() - began
        known, others = (
            network.predict(images, batch_size=100, verbose=0)[:, 0] > 0
            for images in (pool[draw], test)
        )
        runs.append(
            {
                "known": round(float(np.mean(known == labels[draw])), 4),
                "test": round(float(np.mean(others == names["test_labels"])), 4),
                "seconds": round(seconds, 1),
            }
        )
        print(runs[-1], flush=True)
    return runs


def main() -> int:
    """Measure and store; 1 if the claim does not hold."""
    os.environ["COURSE_DATA"] = "embedded"
    from utils import session

    session.start()
    runs = measure(lesson())
    stored = {**describe_machine(), "steps": STEPS, "batch": BATCH, "pictures": 200, "runs": runs}
    RESULTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    known, test = (np.mean([run[name] for run in runs]) for name in ("known", "test"))
    print(f"{STEPS} steps: {known:.3f} of the pictures it learned from, {test:.3f} of others")
    return 0 if known >= LEAST_KNOWN and test <= MOST_TEST else 1


if __name__ == "__main__":
    raise SystemExit(main())
