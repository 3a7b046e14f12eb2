"""The set-up cell: finds the course from anywhere, fetches it once on Colab, and is no other's.

Colab is simulated: an empty folder as working directory, a stub of `google.colab` (without
google/__init__.py, which would hide protobuf), and a bare repository on disk as origin.
"""

import os
import shutil
import subprocess
import sys

import pytest

from tools import notebooks, repository

# The smallest course: what the cell looks for, and a session that says where it is from.
SESSION = """
import pathlib
def start(course):
    own = pathlib.Path(__file__).resolve().parent.parent
    assert own == pathlib.Path(course).resolve(), (own, course)
    print("started", own)
"""


def git(*arguments, cwd):
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
        cwd=cwd,
        check=True,
        capture_output=True,
    )


def make_course(folder):
    (folder / "utils").mkdir(parents=True)
    (folder / "utils" / "__init__.py").touch()
    (folder / "utils" / "training.py").touch()
    (folder / "utils" / "session.py").write_text(SESSION)
    return folder


@pytest.fixture
def origin(tmp_path):
    """A bare repository with the branches main and next."""
    course = make_course(tmp_path / "work")
    git("init", "-q", "-b", "main", cwd=course)
    git("add", ".", cwd=course)
    git("commit", "-qm", "course", cwd=course)
    git("branch", "next", cwd=course)
    git("clone", "-q", "--bare", str(course), str(tmp_path / "origin.git"), cwd=tmp_path)
    shutil.rmtree(course)
    return tmp_path / "origin.git"


@pytest.fixture
def content(tmp_path):
    """An empty working directory, as Colab's /content."""
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


def run_cell(cwd, *, origin="nowhere", branch="main", colab=None, before="", times=1):
    """Run the set-up cell in a Python of its own; gives back its output lines."""
    address = repository.Repository(f"file://{origin}", branch)
    script = before + "\n" + "\n".join([address.setup_cell()] * times)
    return run_script(cwd, script, colab=colab)


def run_script(cwd, script, colab=None):
    paths = [str(colab)] if colab else []
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(paths), PYTHONDONTWRITEBYTECODE="1")
    # -S would hide the environment's packages; sys.prefix must not lead to the real course.
    script = f"import sys; sys.prefix = {str(cwd)!r}\n{script}"
    return subprocess.run(
        [sys.executable, "-c", script], cwd=cwd, env=environment, capture_output=True, text=True
    )


@pytest.fixture
def colab(tmp_path):
    """A folder to put on the path: a stub of google.colab."""
    stub = tmp_path / "stub"
    (stub / "google" / "colab").mkdir(parents=True)
    (stub / "google" / "colab" / "__init__.py").touch()
    return stub


def test_on_colab_it_fetches_the_course_once(content, origin, colab):
    first = run_cell(content, origin=origin, colab=colab)
    assert first.returncode == 0, first.stderr
    course = content / "course-main"
    assert first.stdout == f"started {course}\n"
    assert first.stderr == ""
    shutil.rmtree(origin)  # a second fetch would now fail
    again = run_cell(content, origin=origin, colab=colab, times=2)
    assert again.returncode == 0, again.stderr
    assert again.stdout == f"started {course}\n" * 2


@pytest.mark.parametrize("left", [(), ("utils/__init__.py",), ("utils/__init__.py", "README.md")])
def test_a_half_clone_is_repaired(content, origin, colab, left):
    for name in (".git/objects/half", *left):
        file = content / "course-main" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    result = run_cell(content, origin=origin, colab=colab)
    assert result.returncode == 0, result.stderr
    assert (content / "course-main" / "utils" / "session.py").is_file()
    assert not (content / "course-main" / ".git" / "objects" / "half").exists()


def test_what_the_cell_looks_for_is_what_git_writes_last():
    tracked = subprocess.run(
        ["git", "ls-files", "utils"], cwd=notebooks.ROOT, capture_output=True, text=True, check=True
    )
    assert tracked.stdout.split()[-1] == "utils/training.py"


def test_another_branch_gets_a_folder_of_its_own(content, origin, colab):
    run_cell(content, origin=origin, colab=colab)
    result = run_cell(content, origin=origin, colab=colab, branch="next")
    assert result.stdout == f"started {content / 'course-next'}\n"


def test_a_failed_fetch_says_so_and_the_next_run_mends_it(content, origin, colab, tmp_path):
    failed = run_cell(content, origin=tmp_path / "gone.git", colab=colab)
    assert failed.returncode != 0
    assert "git" in failed.stderr
    assert run_cell(content, origin=origin, colab=colab).returncode == 0


def test_elsewhere_nothing_is_fetched_and_the_error_says_what_to_do(content, origin):
    result = run_cell(content, origin=origin)
    assert result.returncode != 0
    assert "Open this notebook inside the course's folder" in result.stderr
    assert not list(content.iterdir())


@pytest.mark.parametrize("place", [".", "notebooks", "docs/deep/er"])
def test_elsewhere_it_finds_the_course_from_any_folder_inside(tmp_path, place):
    course = make_course(tmp_path / "my course")
    (course / place).mkdir(parents=True, exist_ok=True)
    result = run_cell(course / place)
    assert result.stdout == f"started {course}\n", result.stderr


def test_it_finds_the_course_whose_environment_runs_it(tmp_path, content):
    course = make_course(tmp_path / "course")
    before = f"sys.prefix = {str(course / '.venv')!r}"
    result = run_cell(content, before=before)
    assert result.stdout == f"started {course}\n", result.stderr


def test_another_package_called_utils_does_not_get_in(tmp_path):
    course = make_course(tmp_path / "course")
    work = course / "notebooks"
    work.mkdir()
    (work / "utils.py").write_text("wrong = True\n")
    result = run_cell(work, before="import utils; assert utils.wrong")
    assert result.stdout == f"started {course}\n", result.stderr


def test_the_cell_leaves_tensorflow_keras_and_numpy_alone():
    code = repository.current().setup_cell()
    assert "pip" not in code
    for name in ("tensorflow", "keras", "numpy"):
        assert name not in code


def test_the_cell_is_short():
    lines = [line for line in repository.current().setup_cell().splitlines() if line.strip()]
    assert len(lines) <= 19


def test_in_the_real_course_it_starts_a_session_from_a_lone_folder(content):
    result = run_script(notebooks.NOTEBOOKS, repository.current().setup_cell())
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("Ready: Python ")
    assert "data: embedded" in result.stdout
    assert result.stderr == "", "TensorFlow's start-up noise came through"
    assert len(result.stdout.splitlines()) == 1
