"""One address, stamped everywhere: `make repository URL=...`."""

import pathlib
import shutil
import subprocess
import sys

import pytest

from tools import lesson_map, notebooks, repository


@pytest.fixture
def copy_of_the_course(tmp_path):
    """What stamping touches, in a folder of its own."""
    for name in ("notebooks", "tools", "pyproject.toml", "README.md"):
        source = notebooks.ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    return tmp_path


def stamp(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "tools.repository", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_one_command_changes_badges_and_cells(copy_of_the_course):
    old = repository.current()
    done = stamp(copy_of_the_course, "--url", "https://example.org/us/course/", "--branch", "v2")
    assert done.returncode == 0, done.stderr
    for path in sorted(copy_of_the_course.glob("notebooks/*.ipynb")):
        text = path.read_text(encoding="utf-8")
        assert f"/github/us/course/blob/v2/notebooks/{path.name}" in text
        assert "https://example.org/us/course" in text
        assert old.url not in text
    readme = (copy_of_the_course / "README.md").read_text(encoding="utf-8")
    assert "/github/us/course/blob/v2/notebooks/" in readme
    back = stamp(copy_of_the_course, "--url", old.url, "--branch", old.branch)
    assert back.returncode == 0
    for path in notebooks.lessons():
        copied = copy_of_the_course / "notebooks" / path.name
        assert copied.read_bytes() == path.read_bytes(), "there and back changes nothing"


@pytest.mark.parametrize("url", ["ftp://x/y/z", "https://example.org", 'https://a/b/c"; rm'])
def test_an_address_that_git_cannot_use_is_refused(tmp_path, monkeypatch, url):
    copy = shutil.copy(repository.PYPROJECT, tmp_path)
    monkeypatch.setattr(repository, "PYPROJECT", pathlib.Path(copy))
    before = repository.PYPROJECT.read_bytes()
    with pytest.raises(SystemExit, match="not an address such as"):
        repository.change(url)
    assert repository.PYPROJECT.read_bytes() == before


def test_the_address_stands_in_one_place():
    address = repository.current().url
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=notebooks.ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    holders = {
        name
        for name in tracked
        if name
        and (notebooks.ROOT / name).is_file()
        and address.encode() in (notebooks.ROOT / name).read_bytes()
    }
    stamped = {f"notebooks/{path.name}" for path in notebooks.lessons()}
    # The hub's values hold it as well: `make repository` writes them, test_hub compares them.
    assert holders - stamped == {"pyproject.toml", "hub/values.yaml"}


def test_the_map_in_the_readme_is_the_notebooks_own():
    assert lesson_map.table() in pathlib.Path(lesson_map.README).read_text(encoding="utf-8"), (
        "run `make map`"
    )


def test_every_lesson_has_time_seconds_and_headline_in_the_map():
    rows = lesson_map.table().splitlines()[2:]
    assert len(rows) == len(notebooks.lessons())
    for row in rows:
        assert "?" not in row, row
        assert all(cell.strip() for cell in row.strip("|").split("|")), row
