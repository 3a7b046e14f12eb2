"""Without a network, and with one that fails: lessons find their data and say so in one line.

Every cell that loads data runs in a Python of its own, as in a fresh kernel, with an empty cache.
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
    script = "from utils import datasets\n" + "\n".join(calls)
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


@pytest.mark.parametrize("calls", loading_lessons())
def test_embedded_data_is_said_in_one_line(calls, tmp_path):
    lines = load(calls, tmp_path, COURSE_DATA="embedded")
    assert len(lines) == len(calls)
    assert all("embedded" in line for line in lines)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("calls", loading_lessons())
def test_an_unreachable_network_is_said_in_one_line(calls, tmp_path):
    # Nothing listens on port 9 of this machine: every connection is refused.
    lines = load(calls, tmp_path, HTTPS_PROXY="http://127.0.0.1:9", HTTP_PROXY="http://127.0.0.1:9")
    assert len(lines) == len(calls)
    assert all("embedded" in line for line in lines)


@pytest.mark.parametrize("behaviour", ["missing", "broken"])
@pytest.mark.parametrize("calls", loading_lessons())
def test_a_network_where_every_download_fails_is_said_in_one_line(calls, behaviour, tmp_path):
    with file_server.running() as server:
        mirror = f"{server.url}/{behaviour}"
        lines = load(calls, tmp_path, COURSE_MIRROR=mirror, HTTPS_PROXY="http://127.0.0.1:9")
        asked = sum(server.gets.values())
    assert len(lines) == len(calls)
    assert all("embedded" in line for line in lines)
    assert not [file for file in tmp_path.rglob("*") if file.is_file()], "no half file stays"
    if "datasets.load_digits()" in calls:
        assert asked, "the server was reached, and its download failed"
