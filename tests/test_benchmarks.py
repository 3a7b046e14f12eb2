"""The committed measurements say what the course claims."""

import json

from benchmarks import from_scratch
from tools import notebooks

RESULTS = notebooks.ROOT / "benchmarks" / "results"


def test_the_quick_recipe_is_as_quick_as_lesson_08_says():
    measured = json.loads((RESULTS / "time_to_accuracy.json").read_text(encoding="utf-8"))
    accuracies = [run["accuracy"][0] for run in measured["runs"]["quick"]]
    seconds = [run["seconds"][0] for run in measured["runs"]["quick"]]
    assert len(accuracies) >= 3
    assert sum(accuracies) / len(accuracies) >= 0.99
    assert all(len(run["accuracy"]) == 1 for run in measured["runs"]["quick"])  # one epoch
    classic = [run["seconds"][-1] for run in measured["runs"]["classic"]]
    ratio = (sum(classic) / len(classic)) / (sum(seconds) / len(seconds))
    assert ratio >= 8
    assert abs(ratio - measured["ratio"]) < 0.02 * ratio  # the summary is that of the runs


def test_the_long_run_from_scratch_ends_as_lesson_10_says():
    measured = json.loads((RESULTS / "from_scratch.json").read_text(encoding="utf-8"))
    known, test = ([run[name] for run in measured["runs"]] for name in ("known", "test"))
    assert len(test) == 3
    assert measured["steps"] == from_scratch.STEPS
    assert sum(known) / 3 >= from_scratch.LEAST_KNOWN
    assert sum(test) / 3 <= from_scratch.MOST_TEST
    there = {cell.id for cell in notebooks.read(notebooks.lessons(["10"])[0]).cells}
    assert set(from_scratch.CELLS) <= there  # the script runs cells of the lesson
