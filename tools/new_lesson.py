"""Begin a lesson: `make new-lesson NAME=20_topic`, or `python -m tools.new_lesson 20_topic`.

Writes a small lesson that runs, with two exercises, their checks, mistakes and a test, and its
teaching file, from tools/lesson_template/. Texts to replace say FILL IN; `tools.rules` and the
tests go on asking until none is left. Nothing that exists is overwritten.
"""

from __future__ import annotations

import argparse
import pathlib
import re
import sys

import nbformat

from tools import notebooks, repository, run_lessons

TEMPLATE = notebooks.ROOT / "tools" / "lesson_template"
CELL = re.compile(r"^%% (md|code|setup) ?(\S*) ?(\S*)\n", re.MULTILINE)


def files(name: str) -> dict[str, pathlib.Path]:
    """Where each file of the template goes, for a lesson such as '20_topic'.

    Raises:
        SystemExit: the name has another form, or number or topic are taken.
    """
    if not re.fullmatch(r"\d\d_[a-z][a-z0-9_]*", name):
        raise SystemExit(f"'{name}' is no name for a lesson: two digits, then a topic: 20_topic")
    number, _, topic = name.partition("_")
    taken = [path.stem for path in notebooks.lessons() if path.stem.startswith(f"{number}_")]
    if taken:
        raise SystemExit(f"Number {number} is taken: {taken[0]}")
    places = {
        "notebook.txt": notebooks.NOTEBOOKS / f"{name}.ipynb",
        "checks.py": notebooks.ROOT / "utils" / "checks" / f"{topic}.py",
        "wrong_answers.py": notebooks.ROOT / "tests" / "wrong_answers" / f"{topic}.py",
        "test.py": notebooks.ROOT / "tests" / f"test_{topic}.py",
        "teaching.yaml": notebooks.ROOT / "docs" / "teaching" / f"{name}.yaml",
    }
    for path in places.values():
        if path.exists():
            raise SystemExit(f"{path.relative_to(notebooks.ROOT)} is there already.")
    return places


def notebook(text: str) -> nbformat.NotebookNode:
    """A notebook from text: a line `%% md ID` or `%% code ID tag` begins each cell."""
    made = nbformat.v4.new_notebook()
    _, *parts = CELL.split(text)
    for kind, name, tag, source in zip(*(parts[i::4] for i in range(4)), strict=True):
        new = nbformat.v4.new_markdown_cell if kind == "md" else nbformat.v4.new_code_cell
        tags = ["setup", "context"] if kind == "setup" else [tag] if tag else []
        cell = new(source.strip(), id=name or "setup")
        cell.metadata["tags"] = tags
        made.cells.append(cell)
    return made


def write(name: str) -> dict[str, pathlib.Path]:
    """Write the files of a new lesson; gives back where they are."""
    number, _, topic = name.partition("_")
    title = topic.replace("_", " ")
    words = {"TITLE_IN_TEXT": title, "TITLE": title.capitalize()}
    words |= {"NUMBER": number, "topic_name": topic}
    places = files(name)
    for template, path in places.items():
        text = (TEMPLATE / template).read_text(encoding="utf-8")
        for placeholder, word in words.items():
            text = text.replace(placeholder, word)
        if template == "notebook.txt":
            lesson = notebook(text)
            repository.stamp(lesson, path, repository.current())
            notebooks.write(lesson, path)
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
    return places


def main() -> None:
    """Write a lesson, execute it, and say what comes next."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", help="two digits and a topic, such as 20_topic")
    places = write(parser.parse_args().name)
    run_lessons.run(places["notebook.txt"])
    for path in places.values():
        print(path.relative_to(notebooks.ROOT))
    number = places["notebook.txt"].stem[:2]
    print(
        "It runs. docs/CONTRIBUTING.md tells the way from here. What is left to fill in:\n"
        f"  {sys.executable} -m tools.rules {number}"
    )


if __name__ == "__main__":
    main()
