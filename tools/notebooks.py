"""The lessons as files: where they are, and how they are read, cleaned and written."""

from __future__ import annotations

import pathlib

import nbformat

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
# Tags that a cell may carry, and what each one promises.
TAGS = {
    "setup": "the set-up cell, the same in every lesson",
    "context": "what the exercises need: imports, data, definitions; quick to run",
    "exercise": "a stub, to be completed by the learner",
    "check": "one call into utils.checks that judges the stub above it",
    "headline": "prints the lesson's result in one line, for the map in the README",
    "nbval-check-output": "its output is the same everywhere and is compared",
}


def lessons(names: list[str] | None = None) -> list[pathlib.Path]:
    """The lessons' notebooks in order; with names, those whose file name starts with one.

    Args:
        names: such as '02', '02_activations' or 'notebooks/02_activations.ipynb'.

    Raises:
        SystemExit: a name fits no lesson.
    """
    every = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
    if not names:
        return every
    chosen = []
    for name in names:
        stem = pathlib.Path(name).stem
        fitting = [path for path in every if path.stem.startswith(stem)]
        if not fitting:
            raise SystemExit(f"No lesson '{name}'. There are: {', '.join(p.stem for p in every)}")
        chosen += [path for path in fitting if path not in chosen]
    return sorted(chosen)


def read(path: pathlib.Path) -> nbformat.NotebookNode:
    """A notebook, as nbformat 4."""
    return nbformat.read(path, as_version=4)


def write(notebook: nbformat.NotebookNode, path: pathlib.Path) -> None:
    """Write a notebook in the form that the rules ask for, in one step: no half file stays."""
    clean(notebook)
    nbformat.validate(notebook)
    part = path.with_suffix(".part")
    part.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    part.replace(path)


def clean(notebook: nbformat.NotebookNode) -> None:
    """Drop what depends on the editor or machine; keep tags, alt text and the run's figures."""
    course = notebook.metadata.get("course")
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    if course:
        notebook.metadata["course"] = course
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(
            {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
        )
        if cell.cell_type == "code":
            cell.outputs = [out for out in cell.outputs if not _is_widget(out)]


def forget(notebook: nbformat.NotebookNode) -> None:
    """Take away outputs and execution counts, in place: the notebook before its first run."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def _is_widget(output: nbformat.NotebookNode) -> bool:
    """A live widget shows nothing to those who only read, who have a static figure beside it."""
    return "application/vnd.jupyter.widget-view+json" in output.get("data", {})


def tags(cell: nbformat.NotebookNode) -> list[str]:
    """A cell's tags."""
    return list(cell.metadata.get("tags", []))


def title(notebook: nbformat.NotebookNode) -> str:
    """The lesson's title: its first line, without '# '."""
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ").strip()
