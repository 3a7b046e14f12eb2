"""Write data/iris.csv from scikit-learn's Iris: `python -m data.generators.iris`."""

from __future__ import annotations

import pathlib

import pandas as pd
from sklearn.datasets import load_iris

TARGET = pathlib.Path(__file__).resolve().parent.parent / "iris.csv"
COLUMNS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]


def make() -> pd.DataFrame:
    """150 rows: four lengths in cm (float64), and the species by name."""
    iris = load_iris()
    table = pd.DataFrame(iris.data, columns=COLUMNS)
    return table.assign(species=[str(iris.target_names[label]) for label in iris.target])


def write(target: pathlib.Path = TARGET) -> None:
    """Write the table as CSV, with the same line ends on every system."""
    make().to_csv(target, index=False, lineterminator="\n")


if __name__ == "__main__":
    write()
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")
