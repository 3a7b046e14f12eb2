"""Everything a room needs, from the committed lessons: `make workshop`, into build/workshop/.

    student.zip      the course to work in: outputs and solutions removed, stubs, checks, hints kept
    instructor.zip   the same with solutions in place, outputs, speaking notes; slides, guide
    slides.zip       one page of slides a lesson, which needs no network
    nbgrader.zip     the students' notebooks as assignments of nbgrader, a point for each exercise

The folders of the same names hold what is in the zips. Two builds from the same files are equal,
byte for byte. `--rehearse 02 05` executes the instructor notebooks of these lessons (`all`: of
all) afterwards, and demands that every check says "correct".
"""

from __future__ import annotations

import argparse
import copy
import os
import pathlib
import re
import shutil
import zipfile

import nbformat

from tools import notebooks, repository, rules, run_lessons, slides, teaching
from tools.notebooks import tags
from utils.checks.feedback import CORRECT

BUILD = notebooks.ROOT / "build" / "workshop"
TOP = "deep-learning-course"  # the folder inside student.zip and instructor.zip
PARTS = ("student", "instructor", "slides", "nbgrader")  # the folders, and the zips made of them
# What a notebook needs beside it to run, and its reader to install it.
COURSE = (
    "utils",
    "data",
    "benchmarks",
    "scripts",
    "requirements.txt",
    "environment.yml",
    "LICENSE",
)
READMES = {part: teaching.FOLDER / f"for_{part}s.md" for part in ("student", "instructor")}
GUIDES = ("TEACHING.md", "CONTRIBUTING.md", "HUB.md")  # of docs/, for instructors
# One cell of a lesson may train for longer than nbgrader's 30 seconds.
NBGRADER_CONFIG = """c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "deep-learning"
c.ExecutePreprocessor.timeout = 300
"""
PACKED = {".zip", ".npz", ".h5", ".png"}  # files that would not get smaller
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
SOLUTION = re.compile(r"\s*<details><summary>Solution</summary>.*?</details>\s*", re.DOTALL)


def student(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The lesson to work in: no outputs, no solutions; stubs, checks and hints stay.

    The Colab badge goes as well: it opens the committed lesson, with its solutions.
    """
    notebook = copy.deepcopy(notebook)
    notebook.metadata.pop("course", None)
    notebooks.forget(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "<summary>Solution</summary>" in cell.source:
            cell.source = SOLUTION.sub("\n\n", cell.source).strip()
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
    repository.unstamp(notebook)
    return notebook


def assignment(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The student's lesson as nbgrader wants it: after each check, a locked cell worth a point.

    That cell gives 1.0 or 0.0 instead of raising, so that an untouched lesson still runs. The
    stub needs no mark: nbgrader executes what was handed in, with its own locked cells.
    """
    notebook = student(notebook)
    notebooks.clean(notebook)
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if "check" in tags(cell):
            name = f"points-{cell.id}"
            source = f'float({cell.source.strip()}.state == "{CORRECT}")  # nbgrader counts this'
            graded = nbformat.v4.new_code_cell(source, id=name)
            graded.metadata["nbgrader"] = {
                "schema_version": 3,
                "cell_type": "code",
                "grade_id": name,
                "grade": True,
                "points": 1,
                "locked": True,
                "solution": False,
                "task": False,
            }
            cells.append(graded)
    notebook.cells = cells
    return notebook


def instructor(
    notebook: nbformat.NotebookNode, known: teaching.Teaching | None
) -> nbformat.NotebookNode:
    """The lesson to teach from: solutions instead of stubs, outputs, speaking notes.

    Outputs stay, but for those of stubs and checks, which no longer belong to their cells.
    Notes are Markdown cells with the tag `notes`.
    """
    notebook = copy.deepcopy(notebook)
    answers = [
        (index, rules.solution(notebook, index))
        for index, cell in enumerate(notebook.cells)
        if "exercise" in tags(cell)
    ]
    for index, answer in answers:
        notebook.cells[index].source = answer.strip()
        for cell in notebook.cells[index : index + 2]:
            cell.outputs = []
    notes = known.notes() if known else {}
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if cell.id in notes:
            cells.append(_note(f"speak-{cell.id}", f"> **Notes** · {notes[cell.id]}"))
    if known:
        cells.insert(2, _note("speak-before", _briefing(known)))
    notebook.cells = cells
    return notebook


def _note(cell_id: str, text: str) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_markdown_cell(text, id=cell_id)
    cell.metadata["tags"] = ["notes"]
    return cell


def _briefing(known: teaching.Teaching) -> str:
    """What to know before the hour, at the top of an instructor notebook."""
    minutes = f" · **{known.minutes} minutes**" if known.plan else ""
    lines = [f"> **Notes for the instructor**{minutes} · {known.goal}"]
    for heading, entries in (("Stuck", known.stuck), ("Ask", known.ask), ("Cut", known.cut)):
        lines += [">", *(f"> - *{heading}*: {' '.join(entry.split())}" for entry in entries)]
    return "\n".join(lines)


def build(folder: pathlib.Path = BUILD, names: list[str] | None = None) -> list[pathlib.Path]:
    """Build everything anew.

    Args:
        folder: where; its parts `student`, `instructor` and `slides` are emptied first.
        names: the lessons; all without.

    Returns:
        The zips.
    """
    paths = notebooks.lessons(names)
    for part in PARTS:
        shutil.rmtree(folder / part, ignore_errors=True)
    pages = folder / "slides"
    pages.mkdir(parents=True)
    for path in paths:
        page = slides.page(notebooks.read(path), teaching.read(path))
        (pages / f"{path.stem}.html").write_text(page, encoding="utf-8", newline="\n")
    for part in READMES:
        course = folder / part / TOP
        _copy_course(course)
        for path in paths:
            notebook = notebooks.read(path)
            made = (
                student(notebook)
                if part == "student"
                else instructor(notebook, teaching.read(path))
            )
            notebooks.write(made, course / "notebooks" / path.name)
        shutil.copyfile(READMES[part], course / "README.md")
    shutil.copytree(pages, course / "slides")
    (course / "docs").mkdir()
    for name in GUIDES:
        shutil.copyfile(notebooks.ROOT / "docs" / name, course / "docs" / name)
    for path in paths:
        text = nbformat.writes(assignment(notebooks.read(path))) + "\n"
        target = folder / "nbgrader" / "source" / path.stem / path.name
        target.parent.mkdir(parents=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    (folder / "nbgrader" / "nbgrader_config.py").write_text(NBGRADER_CONFIG)
    return [pack(folder / part) for part in PARTS]


def _copy_course(folder: pathlib.Path) -> None:
    """Copy what notebooks need beside them."""
    (folder / "notebooks").mkdir(parents=True)
    for name in COURSE:
        source = notebooks.ROOT / name
        if source.is_dir():
            ignore = shutil.ignore_patterns("__pycache__", ".*", "*.part")
            shutil.copytree(source, folder / name, ignore=ignore)
        elif source.exists():  # scripts/ came with lesson 19
            shutil.copyfile(source, folder / name)


def pack(folder: pathlib.Path) -> pathlib.Path:
    """Zip a folder's contents, in order and without times, owners and modes of this machine."""
    target = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EPOCH)
                packed = path.suffix in PACKED
                entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
                entry.create_system = 3  # Unix, whatever this is: modes below are Unix's
                entry.external_attr = 0o100644 << 16
                archive.writestr(entry, path.read_bytes())
    return target


def rehearse(path: pathlib.Path) -> None:
    """Execute an instructor notebook in a fresh kernel; its file stays as it is.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
        SystemExit: a check did not say "correct".
    """
    notebook = notebooks.read(path)
    run_lessons.execute(notebook, path.parent)
    for cell in notebook.cells:
        if "check" in tags(cell):
            shown = "".join(out.get("data", {}).get("text/plain", "") for out in cell.outputs)
            if CORRECT not in shown.partition(".")[0].lower():
                raise SystemExit(f"{path.stem}, {cell.source}: {shown}")


def main() -> None:
    """Build, print what was built, and execute the lessons that are to be rehearsed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=pathlib.Path, default=BUILD, help="the folder to build in")
    parser.add_argument("--rehearse", nargs="+", metavar="LESSON", help="such as 02 05, or all")
    arguments = parser.parse_args()
    for archive in build(arguments.to):
        print(f"{archive}  {archive.stat().st_size / 1e6:.1f} MB")
    if arguments.rehearse:
        os.environ.setdefault("COURSE_DATA", "embedded")
        names = None if arguments.rehearse == ["all"] else arguments.rehearse
        for path in notebooks.lessons(names):
            rehearse(arguments.to / "instructor" / TOP / "notebooks" / path.name)
            print(f"{path.stem}: all cells run, every check says correct")


if __name__ == "__main__":
    main()
