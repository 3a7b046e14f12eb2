"""`make new-lesson`: what it writes runs, is tested, and says what is left to fill in."""

import shutil
import subprocess
import sys

import pytest

from tools import new_lesson, notebooks, rules


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """What a lesson needs, in a folder of its own, with the new lesson 97."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("tools", "utils", "tests", "docs/teaching"):
        ignore = shutil.ignore_patterns("__pycache__", "*.png")
        shutil.copytree(notebooks.ROOT / name, folder / name, ignore=ignore)
    (folder / "notebooks").mkdir()
    for name in ("notebooks/ruff.toml", "pyproject.toml"):
        shutil.copyfile(notebooks.ROOT / name, folder / name)
    done = run(folder, "tools.new_lesson", "97_how_large")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def there(course, monkeypatch):
    """The tools, at work in that folder."""
    monkeypatch.setattr(notebooks, "ROOT", course)
    monkeypatch.setattr(notebooks, "NOTEBOOKS", course / "notebooks")
    return course


def run(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True
    )


def made(folder):
    """The files of the new lesson."""
    return sorted(path for path in folder.rglob("*how_large*") if path.suffix != ".pyc")


def test_a_new_lesson_keeps_every_rule_but_has_texts_to_fill_in(there):
    (path,) = notebooks.lessons()
    notebook = notebooks.read(path)
    notebook.metadata["course"]["seconds"] = 1  # a busy machine may take longer than promised
    found = rules.problems(notebook, path)
    assert len(found) >= 5
    assert all("filled_in" in line and "left to write" in line for line in found), found


def test_its_exercises_checks_and_test_are_green(course):
    tests = ("tests/test_exercises.py", "tests/test_how_large.py")
    needless = ("cacheprovider", "nbval", "xdist")  # to load them takes seconds
    without = [option for name in needless for option in ("-p", f"no:{name}")]
    done = run(course, "pytest", "-q", *without, *tests)
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_its_style_is_the_courses(course):
    files = [str(path) for path in made(course) if path.suffix != ".yaml"]
    assert len(files) == 4
    for command in (["check"], ["format", "--check"]):
        done = run(course, "ruff", *command, "--no-cache", *files)
        assert done.returncode == 0, done.stdout


def test_nothing_is_overwritten(there):
    before = {path: path.read_bytes() for path in made(there)}
    for name in ("97_how_large", "97_other", "98_how_large"):
        with pytest.raises(SystemExit, match=r"97 is taken|is there already"):
            new_lesson.write(name)
    assert before == {path: path.read_bytes() for path in made(there)}


@pytest.mark.parametrize("name", ["", "topic", "20", "7_topic", "20_Topic", "20_a-b", "../20_a"])
def test_an_odd_name_is_refused(name):
    with pytest.raises(SystemExit, match="two digits, then a topic"):
        new_lesson.files(name)
