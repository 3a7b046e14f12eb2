"""The table of lessons in the README, made from the notebooks so that it cannot go stale."""

from __future__ import annotations

import re

import nbformat

from tools import notebooks, repository

README = notebooks.ROOT / "README.md"
BEGIN, END = "<!-- lessons: written by `make map` -->", "<!-- end of lessons -->"


def headline(notebook: nbformat.NotebookNode) -> str:
    """What the cell tagged `headline` printed in the committed run, on one line."""
    for cell in notebook.cells:
        if "headline" in notebooks.tags(cell):
            text = "".join(out.get("text", "") for out in cell.outputs)
            return " ".join(text.split())
    return ""


def reading_time(notebook: nbformat.NotebookNode) -> str:
    """The minutes that the lesson's second cell promises, such as '40 min'."""
    found = re.search(r"\*\*Time\*\*\s*·?\s*(?:about\s+)?(\d+)\s*min", notebook.cells[1].source)
    return f"{found.group(1)} min" if found else "?"


def table() -> str:
    """The map as a Markdown table: lesson, time, computing time, result, badge."""
    address = repository.current()
    rows = [
        "| Lesson | To read and do | Computes | What it reaches | Colab |",
        "| --- | --- | --- | --- | --- |",
    ]
    for path in notebooks.lessons():
        notebook = notebooks.read(path)
        seconds = notebook.metadata.get("course", {}).get("seconds", "?")
        rows.append(
            f"| [{notebooks.title(notebook)}](notebooks/{path.name}) | {reading_time(notebook)} "
            f"| {seconds} s | {headline(notebook)} | {address.badge(path)} |"
        )
    return "\n".join(rows)


def write() -> None:
    """Replace the table between its two markers in the README."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not rest or not after.strip():
        raise SystemExit(f"README.md needs the two lines '{BEGIN}' and '{END}'.")
    README.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write()
