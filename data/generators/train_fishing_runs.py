"""Train the runs that lesson 12 loads: `python -m data.generators.train_fishing_runs`.

The lesson has three runs of its classifier and three of its reader of boxes with each of two
weights of the box in the loss, 0 and the one that it chose. One run of the classifier and one
of the reader it trains itself; the others it loads (`fishing_network_RUN_PICTURES`,
`fishing_box_WEIGHT_RUN_PICTURES`, where PICTURES is a checksum of what the run learned from)
and measures like these. Here its own cells are executed, with all runs trained and those
written to data/weights/. Allow two minutes on two cores.
"""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Callable

import keras
import matplotlib
import numpy as np

from tools import notebooks
from tools.notebooks import tags
from utils.backbones import WEIGHTS

LAST = "both-arms"  # The last cell that trains some.


def train_and_save(
    file_of: Callable[[str, int, np.ndarray], pathlib.Path],
    model: keras.Model,
    name: str,
    run: int,
    rows: np.ndarray,
    train_run: Callable[[int], None],
) -> None:
    """What takes the place of the lesson's `train_or_load`, after the lesson's own `file_of`."""
    train_run(run)
    if run > 0 or name == "fishing_box_0":
        for former in WEIGHTS.glob(f"{name}_{run}_*.npz"):
            former.unlink()
        np.savez_compressed(file_of(name, run, rows), *model.get_weights())


def main() -> None:
    """Execute the lesson's cells as far as needed."""
    matplotlib.use("Agg")
    lesson = notebooks.lessons(["12"])[0]
    names: dict = {"__name__": "lesson"}
    for cell in notebooks.read(lesson).cells:
        passed_over = {"setup", "exercise", "check"} & set(tags(cell))
        if cell.cell_type == "code" and not passed_over:
            exec(compile(cell.source, f"{lesson.name}:{cell.id}", "exec"), names)
            if "train_or_load" in names:
                names["train_or_load"] = functools.partial(train_and_save, names["file_of"])
        if cell.id == LAST:
            return
    raise KeyError(f"{lesson.name} has no cell {LAST}")


if __name__ == "__main__":
    main()
