"""Without a network, and with one that fails: lessons find their data and say so in one line.

The calls that load data run in a Python of their own, with an empty cache: those of all lessons
together, and, where downloads break off, those of each lesson as in a fresh kernel.
"""

import os
import re
import subprocess
import sys

import pytest

from tests import file_server
from tools import notebooks

LOADS = re.compile(r"datasets\.load_\w+\(\)")


def loading_lessons():
    """The calls that load a lesson's data; lessons with the same calls count once."""
    lessons = {}
    for path in notebooks.lessons():
        code = "\n".join(c.source for c in notebooks.read(path).cells if c.cell_type == "code")
        calls = tuple(sorted(set(LOADS.findall(code))))
        if calls:
            lessons.setdefault(calls, []).append(path.stem[:2])
    return [pytest.param(calls, id="+".join(names)) for calls, names in lessons.items()]


def load(calls, cache, **settings):
    """The lines that these calls print under these settings."""
    names = ("COURSE_DATA", "COURSE_MIRROR", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    # Each call finds out anew whether there is a network, as the first one in a fresh kernel.
    lines = [f"storage._probes.clear(); {call}" for call in calls]
    script = "\n".join(["from utils import datasets, storage", *lines])
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=notebooks.ROOT,
        env=environment | {"COURSE_CACHE": str(cache)} | settings,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def all_calls():
    return sorted({call for lesson in loading_lessons() for call in lesson.values[0]})


def test_embedded_data_is_said_in_one_line(all_calls, tmp_path):
    lines = load(all_calls, tmp_path, COURSE_DATA="embedded")
    assert len(lines) == len(all_calls) > 1
    assert all("embedded" in line for line in lines)
    assert not list(tmp_path.iterdir())


def test_an_unreachable_network_is_said_in_one_line(all_calls, tmp_path):
    # Nothing listens on port 9 of this machine: every connection is refused.
    nobody = "http://127.0.0.1:9"
    lines = load(all_calls, tmp_path, HTTPS_PROXY=nobody, HTTP_PROXY=nobody)
    assert len(lines) == len(all_calls)
    assert all("embedded" in line for line in lines)


def load_from(behaviour, calls, cache):
    """The lines, and how often a mirror with this behaviour was asked."""
    with file_server.running() as server:
        mirror = f"{server.url}/{behaviour}"
        lines = load(calls, cache, COURSE_MIRROR=mirror, HTTPS_PROXY="http://127.0.0.1:9")
        asked = sum(server.gets.values())
    assert len(lines) == len(calls)
    assert all("embedded" in line for line in lines)
    assert not [file for file in cache.rglob("*") if file.is_file()], "no half file stays"
    return asked


def test_a_mirror_that_holds_nothing_is_said_in_one_line(all_calls, tmp_path):
    assert load_from("missing", all_calls, tmp_path), "the server was reached"


@pytest.mark.parametrize("calls", loading_lessons())
def test_downloads_that_break_off_are_said_in_one_line(calls, tmp_path):
    asked = load_from("broken", calls, tmp_path)
    assert asked or "datasets.load_digits()" not in calls, "the server was reached"
