"""storage: the order of places, downloads from servers that misbehave, files not to be trusted."""

from __future__ import annotations

import builtins
import errno
import functools
import hashlib
import http.server
import io
import os
import pathlib
import socket
import stat
import subprocess
import sys
import threading
import time
import types
import zipfile

import numpy as np
import pooch
import pytest
import requests

from tests import file_server
from tools import fetch_data
from utils import storage
from utils.storage import DataFile, DownloadError, Located, StorageError

CONTENT = file_server.CONTENT
SHA256 = hashlib.sha256(CONTENT).hexdigest()
STAND_IN = b"embedded"


@pytest.fixture(scope="module")
def shared_server():
    with file_server.running() as server:
        yield server


@pytest.fixture
def server(shared_server):
    shared_server.gets.clear()
    shared_server.heads = 0
    return shared_server


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A machine of its own: empty cache, embedded stand-in, no settings, no memory of hosts."""
    for name in ("COURSE_DATA", "COURSE_MIRROR", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(storage, "DATA", tmp_path / "data")
    monkeypatch.setattr(storage, "_probes", {})
    monkeypatch.setattr("pooch.core.time", types.SimpleNamespace(sleep=lambda seconds: None))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "stand_in.bin").write_bytes(STAND_IN)
    return tmp_path / "cache"


def data_file(*urls: str, **changes) -> DataFile:
    """A file with a stand-in, to be had from `urls`."""
    values = {
        "name": "file.bin",
        "sha256": SHA256,
        "urls": urls,
        "embedded": "stand_in.bin",
        "max_bytes": 2 * len(CONTENT),
        "title": "the real one",
    }
    return DataFile(**(values | changes))


def listing(folder: pathlib.Path) -> list[str]:
    """Every file and folder below `folder`, hidden ones too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def assert_one_line(text: str) -> None:
    assert text
    assert "\n" not in text


# The order of places


def test_folder_comes_first_and_is_not_hash_checked(tmp_path, cache, monkeypatch, server):
    cache.mkdir()
    (cache / "file.bin").write_bytes(CONTENT)
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "file.bin").write_bytes(b"a variant")
    monkeypatch.setenv("COURSE_DATA", str(folder))
    located = storage.locate(data_file(f"{server.url}/good/file.bin"))
    assert (located.origin, located.path) == ("folder", folder / "file.bin")
    assert not server.gets


def test_file_missing_in_the_folder_is_looked_for_further(tmp_path, cache, monkeypatch):
    cache.mkdir()
    (cache / "file.bin").write_bytes(CONTENT)
    (tmp_path / "stick").mkdir()
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "stick"))
    assert storage.locate(data_file()).origin == "cache"


def test_file_in_the_folder_may_not_be_too_large(tmp_path, monkeypatch):
    (tmp_path / "file.bin").write_bytes(CONTENT)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(StorageError, match=r"file\.bin has 262,144 bytes; at most 1,000"):
        storage.locate(data_file(max_bytes=1000))


def test_cache_comes_before_the_network(cache, server):
    cache.mkdir()
    (cache / "file.bin").write_bytes(CONTENT)
    located = storage.locate(data_file(f"{server.url}/good/file.bin"))
    assert (located.origin, located.path) == ("cache", cache / "file.bin")
    assert not server.gets
    assert server.heads == 0


def test_download_then_cache(cache, server, capfd):
    file = data_file(f"{server.url}/good/file.bin")
    assert storage.locate(file) == Located(cache / "file.bin", "download", "the real one")
    assert (cache / "file.bin").read_bytes() == CONTENT
    assert listing(cache) == ["file.bin"]
    assert storage.locate(file).origin == "cache"
    assert server.gets == {"/good/file.bin": 1}
    assert capfd.readouterr() == ("", "")  # Pooch's log, and a bar for so short a download.


def test_downloads_may_lie_in_subfolders(cache, server):
    storage.locate(data_file(f"{server.url}/good/file.bin", name="weights/small/file.bin"))
    assert listing(cache) == ["weights", "weights/small", "weights/small/file.bin"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_downloads_are_readable_for_all(cache, server):
    storage.locate(data_file(f"{server.url}/good/file.bin"))
    assert stat.S_IMODE((cache / "file.bin").stat().st_mode) == 0o644


def test_truncated_file_in_the_cache_is_replaced(cache, server):
    cache.mkdir()
    (cache / "file.bin").write_bytes(CONTENT[:1000])
    located = storage.locate(data_file(f"{server.url}/good/file.bin"))
    assert (located.origin, located.note) == ("download", "")
    assert (cache / "file.bin").read_bytes() == CONTENT


def test_truncated_file_that_cannot_be_replaced_is_said(cache, server):
    cache.mkdir()
    (cache / "file.bin").write_bytes(CONTENT[:1000])
    located = storage.locate(data_file(f"{server.url}/missing/file.bin"))
    assert located.origin == "embedded"
    assert "is damaged; file.bin could not be downloaded" in located.note
    assert_one_line(located.note)


def test_file_without_address_is_embedded_without_note():
    assert storage.locate(data_file(sha256="")).note == ""


def test_missing_stand_in_is_said():
    with pytest.raises(StorageError, match=r"other\.bin is missing: this copy of the course"):
        storage.locate(data_file(sha256="", embedded="other.bin"))


def test_embedded_mode_opens_no_socket_and_no_cache(cache, monkeypatch):
    def forbidden(*args, **kwargs):
        raise AssertionError("touched the network or the cache")

    cache.mkdir()
    (cache / "file.bin").write_bytes(CONTENT)
    monkeypatch.setenv("COURSE_DATA", "embedded")
    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    monkeypatch.setattr(storage, "cache_folder", forbidden)
    monkeypatch.setattr(threading.Thread, "start", forbidden)
    located = storage.locate(data_file("http://127.0.0.1:9/file.bin"))
    assert (located.origin, located.path.read_bytes()) == ("embedded", STAND_IN)


def test_embedded_mode_without_stand_in_is_an_error(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "embedded")
    with pytest.raises(StorageError, match=r"file\.bin has no stand-in"):
        storage.locate(data_file(embedded=None))


@pytest.mark.parametrize("kind", ["missing", "a file"])
def test_course_data_that_is_no_folder(kind, tmp_path, monkeypatch):
    named = tmp_path / "nowhere"
    if kind == "a file":
        named.touch()
    monkeypatch.setenv("COURSE_DATA", str(named))
    for call in (lambda: storage.locate(data_file()), storage.describe_mode):
        with pytest.raises(StorageError, match=r"COURSE_DATA is .*nowhere.*'embedded'.*unset"):
            call()


def test_relative_course_data_starts_here_or_at_the_course(tmp_path, monkeypatch):
    (tmp_path / "here" / "one").mkdir(parents=True)
    (tmp_path / "course" / "two").mkdir(parents=True)
    monkeypatch.setattr(storage, "COURSE", tmp_path / "course")
    monkeypatch.chdir(tmp_path / "here")
    for value, folder in {"one": "here/one", "two": "course/two"}.items():
        monkeypatch.setenv("COURSE_DATA", value)
        assert storage.chosen_folder() == tmp_path / folder


def test_default_cache_is_the_systems(monkeypatch):
    monkeypatch.delenv("COURSE_CACHE")
    assert storage.cache_folder() == pathlib.Path(pooch.os_cache("deep-learning-course"))


def test_describe_mode(tmp_path, monkeypatch):
    assert storage.describe_mode() == "downloaded when the network allows"
    monkeypatch.setenv("COURSE_DATA", " embedded ")
    assert storage.describe_mode() == "embedded with the course (COURSE_DATA=embedded)"
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    assert storage.describe_mode() == f"folder {tmp_path}"


@pytest.mark.parametrize(
    ("located", "line"),
    [
        (Located(pathlib.Path("x", "a"), "folder"), f"A: 3, from {pathlib.Path('x', 'a')}."),
        (Located(pathlib.Path("a"), "cache"), "A: 3, downloaded earlier."),
        (Located(pathlib.Path("a"), "download"), "A: 3, downloaded now."),
        (Located(pathlib.Path("a"), "embedded"), "A: 3, embedded in the course."),
        (
            Located(pathlib.Path("a"), "embedded", "all 9", "the host is silent"),
            "A: 3, embedded in the course (the host is silent); `make data` or a network "
            "gets all 9.",
        ),
    ],
)
def test_describe(located, line):
    assert storage.describe(located, "A: 3") == line


# Servers that misbehave

FAILURES = {
    "missing": ("answers 404 Not Found", 1),
    "broken": ("answers 500 Internal Server Error", 3),
    "wrong": ("sends another file (SHA-256", 3),
    "drop": ("", 3),  # Which way it breaks off depends on the version of urllib3.
    "drop-unannounced": ("sends another file (SHA-256", 3),
    "endless": ("sends more than the 524,288 bytes allowed", 1),
    "huge": ("sends more than the 524,288 bytes allowed", 1),
    "drip": ("is too slow", 1),
    "silent": ("", 3),
    "circle": ("redirects", None),
}


@pytest.fixture
def impatient(behaviour, monkeypatch):
    """Short limits on time, for the servers that need them: a busy machine may be slow."""
    if behaviour == "drip":
        monkeypatch.setattr(storage, "GRACE_SECONDS", 0.6)
    if behaviour == "silent":
        monkeypatch.setattr(storage, "TIMEOUT", (5.0, 0.2))


@pytest.mark.parametrize("behaviour", FAILURES)
def test_failed_download_falls_back(behaviour, cache, server, impatient, capfd):
    reason, attempts = FAILURES[behaviour]
    path = f"/{behaviour}/file.bin"
    began = time.monotonic()
    located = storage.locate(data_file(server.url + path))
    assert time.monotonic() - began < 15
    assert (located.origin, located.path.read_bytes()) == ("embedded", STAND_IN)
    assert reason in located.note
    assert "file.bin could not be downloaded" in located.note
    assert server.url.removeprefix("http://") in located.note
    assert_one_line(storage.describe(located, "File"))
    assert attempts in (None, server.gets[path])
    assert listing(cache) == []
    # A bar shows after a second, which a slow machine may need, and leaves nothing behind.
    shown = capfd.readouterr().err
    assert "\n" not in shown
    assert not shown.rpartition("\r")[2]


@pytest.mark.parametrize("behaviour", ["missing", "broken", "wrong", "drop", "drip"])
def test_failed_download_without_stand_in_is_an_error(behaviour, cache, server, impatient):
    file = data_file(f"{server.url}/{behaviour}/file.bin", embedded=None)
    with pytest.raises(DownloadError, match=r"file\.bin could not be .*make data.*COURSE_DATA"):
        storage.locate(file)
    assert listing(cache) == []


def test_wrong_bytes_name_both_checksums(server):
    found = hashlib.sha256(CONTENT[::-1]).hexdigest()
    file = data_file(f"{server.url}/wrong/file.bin", embedded=None)
    with pytest.raises(StorageError, match=f"Expected SHA-256 {SHA256}, found {found}"):
        storage.locate(file)


@pytest.mark.parametrize(
    ("behaviour", "attempts"), [("recovers", 3), ("drop-once", 2), ("redirect", 1)]
)
def test_download_succeeds_in_the_end(behaviour, attempts, cache, server):
    path = f"/{behaviour}/file.bin"
    located = storage.locate(data_file(server.url + path))
    assert (located.origin, located.note) == ("download", "")
    assert located.path.read_bytes() == CONTENT
    assert server.gets[path] == attempts
    assert listing(cache) == ["file.bin"]


def test_next_address_is_tried(cache, server):
    urls = [f"{server.url}/{behaviour}/file.bin" for behaviour in ("missing", "wrong", "good")]
    assert storage.locate(data_file(*urls)).origin == "download"
    assert listing(cache) == ["file.bin"]


@pytest.mark.parametrize(
    ("done", "longest", "seconds"),
    [(0, 900, 0.2), (5, 900, 0.7), (10**6, 0.4, 0.4)],
)
def test_time_allowed_grows_with_what_arrives(done, longest, seconds, monkeypatch):
    monkeypatch.setattr(storage, "GRACE_SECONDS", 0.2)
    monkeypatch.setattr(storage, "SLOWEST", 10)
    monkeypatch.setattr(storage, "LONGEST_SECONDS", longest)
    forever = threading.Event()
    work = storage._in_background(forever.wait)
    transfer = storage._Transfer(data_file())
    transfer.done = done
    began = time.monotonic()
    with pytest.raises(storage._FinalError, match="too slow"):
        storage._watch(work, transfer)
    assert seconds <= time.monotonic() - began < seconds + 5
    assert transfer.stopped
    forever.set()


def test_stopped_download_ends_at_its_next_bytes(tmp_path):
    (tmp_path / "part").touch()
    transfer = storage._Transfer(data_file())
    transfer.path = str(tmp_path / "part")
    transfer.update(1)
    transfer.stopped = True
    with pytest.raises(storage._FinalError, match="stopped"):
        transfer.update(1)


def test_mirror_is_asked_first_and_checked(cache, server, monkeypatch):
    monkeypatch.setenv("COURSE_MIRROR", f"{server.url}/good/")
    file = data_file(f"{server.url}/redirect/file.bin", name="a/file.bin")
    assert storage.locate(file).origin == "download"
    assert server.gets == {"/good/a/file.bin": 1}
    monkeypatch.setenv("COURSE_MIRROR", f"{server.url}/wrong")
    assert storage.locate(data_file(f"{server.url}/good/b.bin", name="b.bin")).note == ""
    assert server.gets["/wrong/b.bin"] == 3
    assert server.gets["/good/b.bin"] == 1


def test_a_folder_from_make_data_serves_the_room(tmp_path, cache, server, monkeypatch, capfd):
    """As docs/TEACHING.md says: fetch once, `python -m http.server`, COURSE_MIRROR, no Wi-Fi."""
    file = data_file(f"{server.url}/good/file.bin")
    monkeypatch.setattr("utils.datasets.DOWNLOADS", (file,))
    folder = tmp_path / "stick"
    assert fetch_data.main(["--to", str(folder)]) == 0
    offline = data_file("http://127.0.0.1:9/file.bin")  # nobody listens there
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as room:
        threading.Thread(target=room.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("COURSE_MIRROR", f"http://127.0.0.1:{room.server_port}")
        located = storage.locate(offline)
        assert (located.origin, located.path) == ("download", cache / "file.bin")
        assert located.path.read_bytes() == CONTENT
        (cache / "file.bin").unlink()
        (folder / "file.bin").write_bytes(CONTENT[::-1])
        assert storage.locate(offline).origin == "embedded", "checked, though it is our own server"
        room.shutdown()


@pytest.mark.parametrize("mirror", ["classroom:8000", "ftp://host/", "http://"])
def test_mirror_that_is_no_address(mirror, monkeypatch):
    monkeypatch.setenv("COURSE_MIRROR", mirror)
    with pytest.raises(StorageError, match=r"COURSE_MIRROR is .* http://host:8000/path"):
        storage.locate(data_file())


def test_killed_processes_leftovers_are_swept(cache, server):
    old, new = cache / ".partial-old", cache / ".partial-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "tmp").write_bytes(b"half")
    os.utime(old, (0, 0))
    storage.locate(data_file(f"{server.url}/good/file.bin"))
    assert listing(cache) == [".partial-new", ".partial-new/tmp", "file.bin"]


def test_interrupt_stops_the_download(cache, server, monkeypatch):
    def interrupt(*args, **kwargs):
        time.sleep(0.1)
        raise KeyboardInterrupt

    before = threading.enumerate()
    monkeypatch.setattr(storage, "_require_answer", lambda url: None)
    monkeypatch.setattr("concurrent.futures.wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        storage.locate(data_file(f"{server.url}/endless/file.bin", max_bytes=10**15))
    for thread in threading.enumerate():
        if thread not in before and "(work)" in thread.name:
            thread.join(5)
            assert not thread.is_alive()
    assert listing(cache) == []


# No network


def silence(monkeypatch, knock) -> list[str]:
    """Replace the request of a probe; returns the list of hosts probed from then on."""
    probed: list[str] = []

    def head(host, **options):
        probed.append(host)
        knock()

    monkeypatch.setattr(requests, "head", head)
    return probed


def refuse() -> None:
    raise requests.ConnectionError("no route")


def test_offline_is_found_out_once_per_host(cache, monkeypatch):
    probed = silence(monkeypatch, refuse)
    urls = ("http://a.invalid/file.bin", "http://a.invalid/2", "http://b.invalid/file.bin")
    for _ in range(3):
        located = storage.locate(data_file(*urls))
        assert located.origin == "embedded"
        assert "no connection to b.invalid" in located.note
    assert sorted(probed) == ["http://a.invalid/", "http://b.invalid/"]
    assert not cache.exists()


def test_hanging_hosts_cost_three_seconds_together_and_once(monkeypatch):
    forever = threading.Event()
    probed = silence(monkeypatch, forever.wait)  # As a hanging name look-up does.
    assert storage.PROBE_SECONDS == 3
    monkeypatch.setattr(storage, "PROBE_SECONDS", 0.6)
    file = data_file(*(f"http://{name}.invalid/file.bin" for name in "abcd"))
    try:
        began = time.monotonic()
        assert "d.invalid does not answer" in storage.locate(file).note
        assert 0.5 < time.monotonic() - began < 1.8  # One after the other: 2.4.
        began = time.monotonic()
        assert storage.locate(file).origin == "embedded"
        assert time.monotonic() - began < 0.5
        assert len(probed) == 4
    finally:
        forever.set()


def test_good_mirror_does_not_wait_for_hanging_hosts(server, monkeypatch):
    forever = threading.Event()
    head = requests.head

    def hang_outside(host, **options):
        return head(host, **options) if "127.0.0.1" in host else forever.wait()

    monkeypatch.setattr(requests, "head", hang_outside)
    monkeypatch.setenv("COURSE_MIRROR", f"{server.url}/good")
    try:
        began = time.monotonic()
        assert storage.locate(data_file("http://a.invalid/file.bin")).origin == "download"
        assert time.monotonic() - began < storage.PROBE_SECONDS - 0.2
    finally:
        forever.set()


def test_host_that_accepts_and_says_nothing(monkeypatch):
    monkeypatch.setattr(storage, "PROBE_SECONDS", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}/file.bin"
        began = time.monotonic()
        assert "does not answer" in storage.locate(data_file(url)).note
        assert time.monotonic() - began < 2.5


def test_closed_port_without_stand_in_is_an_error():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    file = data_file(f"http://user:secret@127.0.0.1:{port}/file.bin", embedded=None)
    with pytest.raises(DownloadError, match=rf"no connection to 127\.0\.0\.1:{port}") as caught:
        storage.locate(file)
    assert "secret" not in str(caught.value)


def test_hanging_thread_does_not_keep_python_from_ending(tmp_path):
    code = "import time; from utils import storage; storage._in_background(time.sleep, 60)"
    subprocess.run([sys.executable, "-c", code], cwd=storage.COURSE, check=True, timeout=20)


# Disks that misbehave


def test_cache_that_cannot_be_made(tmp_path, monkeypatch, server):
    (tmp_path / "occupied").write_text("a file, not a folder")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "occupied" / "cache"))
    located = storage.locate(data_file(f"{server.url}/good/1", f"{server.url}/good/2"))
    assert located.origin == "embedded"
    assert f"cannot write to {tmp_path / 'occupied' / 'cache'}" in located.note
    assert_one_line(located.note)


def test_read_only_cache(cache, monkeypatch, server):
    def refuse_to_write(*args, **kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", refuse_to_write)
    located = storage.locate(data_file(f"{server.url}/good/1", f"{server.url}/good/2"))
    assert located.note.endswith(f"cannot write to {cache} (Permission denied)")
    assert not server.gets
    with pytest.raises(DownloadError, match="cannot write to"):
        storage.locate(data_file(f"{server.url}/good/1", embedded=None))


class FullDisk(io.FileIO):
    """A file that takes 100,000 bytes."""

    def write(self, data) -> int:
        if self.tell() + len(data) > 100_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def test_full_disk(cache, monkeypatch, server):
    def open_on_full_disk(path, mode):
        return FullDisk(path, "w+") if mode == "w+b" else builtins.open(path, mode)

    monkeypatch.setattr("pooch.downloaders.open", open_on_full_disk, raising=False)
    located = storage.locate(data_file(f"{server.url}/good/1", f"{server.url}/good/2"))
    assert located.origin == "embedded"
    assert "No space left on device" in located.note
    assert server.gets == {"/good/1": 1}  # Another address would not help.
    assert listing(cache) == []


def test_full_disk_keeps_the_older_file_until_the_new_one_is_whole(cache, monkeypatch, server):
    cache.mkdir()
    (cache / "file.bin").write_bytes(b"old")
    monkeypatch.setattr(
        "pooch.downloaders.open", lambda path, mode: FullDisk(path, "w+"), raising=False
    )
    storage.locate(data_file(f"{server.url}/good/1"))
    assert listing(cache) == ["file.bin"]
    assert (cache / "file.bin").read_bytes() == b"old"


def test_target_held_open_on_windows(tmp_path, monkeypatch):
    def refuse_to_replace(*args):
        raise PermissionError(errno.EACCES, "in use")

    new, target = tmp_path / "new", tmp_path / "target"
    new.write_bytes(CONTENT)
    target.write_bytes(CONTENT)
    monkeypatch.setattr(os, "replace", refuse_to_replace)
    storage._move(new, target, SHA256)
    target.write_bytes(b"other")
    with pytest.raises(PermissionError):
        storage._move(new, target, SHA256)


# Two at once

ASK = """
import sys
from utils import storage
file = storage.DataFile("file.bin", sys.argv[1], (sys.argv[2],), None, 10**6)
located = storage.locate(file)
print(located.origin, len(located.path.read_bytes()))
"""


def test_two_processes_at_once(cache, server):
    command = [sys.executable, "-c", ASK, SHA256, f"{server.url}/good/file.bin"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    both = [subprocess.Popen(command, cwd=storage.COURSE, text=True, **pipes) for _ in range(2)]
    for process in both:
        output, errors = process.communicate(timeout=30)
        assert "Downloading" not in errors  # Pooch's log.
        assert output.split() in (["download", "262144"], ["cache", "262144"])
        assert process.returncode == 0
    assert listing(cache) == ["file.bin"]


def test_many_threads_never_see_half_a_file(cache, server):
    """Six ask for it, while one looks at what is there all the time."""
    file = data_file(f"{server.url}/good/file.bin", embedded=None)
    seen, finished = set(), threading.Event()

    def look() -> None:
        while not finished.is_set():
            if (cache / "file.bin").exists():
                seen.add((cache / "file.bin").stat().st_size)

    watcher = threading.Thread(target=look)
    watcher.start()
    asked = [storage._in_background(storage.locate, file) for _ in range(6)]
    results = [future.result(timeout=20) for future in asked]
    finished.set()
    watcher.join()
    assert all(located.path.read_bytes() == CONTENT for located in results)
    assert seen <= {len(CONTENT)}
    assert listing(cache) == ["file.bin"]


# Archives


def write_zip(path: pathlib.Path, *members: tuple[str, bytes], **attributes) -> pathlib.Path:
    """A zip archive; `attributes` are set on each member."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo("placeholder")
            info.filename = info.orig_filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in attributes.items():
                setattr(info, key, value)
            archive.writestr(info, content)
    return path


def read_all(path: pathlib.Path, max_bytes: int = 10**6) -> dict[str, bytes]:
    with storage.open_zip(path, max_bytes) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_good_archive_is_read_in_place(tmp_path):
    path = write_zip(tmp_path / "a.zip", ("cats/1.png", b"one"), ("a..b/...", b"dots"))
    assert read_all(path) == {"cats/1.png": b"one", "a..b/...": b"dots"}
    assert listing(tmp_path)[0] == "a.zip"


@pytest.mark.parametrize(
    ("name", "flaw"),
    [
        ("../evil", "leaves"),
        ("a/../../evil", "leaves"),
        ("..", "leaves"),
        ("/etc/passwd", "absolute"),
        ("C:/evil", "absolute"),
        ("c:evil", "absolute"),
        ("..\\evil", "forbidden"),
        ("\\\\server\\share", "forbidden"),
    ],
)
def test_unsafe_names(name, flaw, tmp_path):
    path = write_zip(tmp_path / "a.zip", ("good", b"1"), (name, b"2"))
    with pytest.raises(StorageError, match=rf"a\.zip is not .* member .*{flaw}") as caught:
        read_all(path)
    assert repr(name) in str(caught.value)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices(kind, tmp_path):
    path = write_zip(tmp_path / "a.zip", ("x", b"/etc"), external_attr=(kind | 0o777) << 16)
    with pytest.raises(StorageError, match=r"a\.zip .*'x' is a link"):
        read_all(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_names(tmp_path):
    path = write_zip(tmp_path / "a.zip", ("x", b"1"), ("x", b"2"))
    with pytest.raises(StorageError, match="'x' appears twice"):
        read_all(path)


def test_declared_bomb(tmp_path):
    path = write_zip(tmp_path / "a.zip", ("a", bytes(600_000)), ("b", bytes(600_000)))
    assert path.stat().st_size < 3000
    with pytest.raises(StorageError, match=r"'b' brings the unpacked size to 1,200,000 bytes"):
        read_all(path)
    assert len(read_all(path, 1_200_000)) == 2


def patch(path: pathlib.Path, old: bytes, new: bytes) -> None:
    """Change bytes of a file, wherever they occur; they must."""
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))


def test_lying_bomb_is_cut_and_refused(tmp_path):
    size = 50_000_000
    path = write_zip(tmp_path / "a.zip", ("a", bytes(size)))
    patch(path, size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(StorageError, match=r"a\.zip is damaged"):
        read_slowly(path, limit=1000)


def read_slowly(path: pathlib.Path, limit: int) -> None:
    """Read member "a" in small pieces, which must not be more than `limit` bytes together."""
    with storage.open_zip(path, 2000) as archive, archive.open("a") as stream:
        read = 0
        while chunk := stream.read(100):
            read += len(chunk)
            assert read <= limit


def test_encrypted_member(tmp_path):
    path = write_zip(tmp_path / "a.zip", ("x", b"1"))
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\1\2") + 8] |= 1  # General purpose flags, central directory.
    path.write_bytes(content)
    with pytest.raises(StorageError, match="'x' is encrypted"):
        read_all(path)


def test_archive_that_is_none_or_cut(tmp_path):
    path = write_zip(tmp_path / "a.zip", ("x", os.urandom(10_000)))
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(StorageError, match=r"a\.zip is damaged or no zip archive"):
        read_all(path)


def test_archive_with_flipped_bits(tmp_path):
    path = write_zip(tmp_path / "a.zip", ("x", b"hello " * 1000))
    content = bytearray(path.read_bytes())
    content[45] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"a\.zip is damaged"):
        read_all(path)


# Arrays

EXPECTED = {"x": (np.uint8, 2), "y": (np.integer, 1)}


def arrays(**changes) -> dict[str, np.ndarray]:
    return {"x": np.full((3, 4), 7, np.uint8), "y": np.arange(3)} | changes


@pytest.mark.parametrize("order", ["C", "F"])
def test_read_npz(order, tmp_path):
    x = np.asarray(np.arange(12, dtype=np.uint8).reshape(3, 4), order=order)
    np.savez_compressed(tmp_path / "a.npz", **arrays(x=x, extra=np.ones(2)))
    found = storage.read_npz(tmp_path / "a.npz", EXPECTED, 10_000)
    assert list(found) == ["x", "y"]
    np.testing.assert_array_equal(found["x"], x)
    np.testing.assert_array_equal(found["y"], [0, 1, 2])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"y": np.array([1, "a", None], object)}, "'y' holds pickled Python objects"),
        ({"y": np.zeros(3, [("a", object)])}, "'y' holds pickled Python objects"),
        ({"y": np.arange(3.0)}, r"'y' is float64 with shape \(3,\); expected integer"),
        ({"x": np.zeros((3, 4))}, "'x' is float64 .* expected uint8 with 2 axes"),
        ({"x": np.zeros((3, 4, 1), np.uint8)}, r"'x' is uint8 with shape \(3, 4, 1\)"),
    ],
)
def test_wrong_arrays(changes, message, tmp_path):
    np.savez(tmp_path / "a.npz", **arrays(**changes))
    with pytest.raises(StorageError, match=rf"a\.npz: array {message}"):
        storage.read_npz(tmp_path / "a.npz", EXPECTED, 10_000)


class Evil:
    """Unpickling it writes a file."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self):
        return (pathlib.Path.touch, (pathlib.Path(self.path),))


def test_pickles_are_never_run(tmp_path):
    victim = tmp_path / "victim"
    np.savez(tmp_path / "a.npz", **arrays(x=np.array([[Evil(str(victim))]], object)))
    with pytest.raises(StorageError, match="pickled"):
        storage.read_npz(tmp_path / "a.npz", EXPECTED, 10_000)
    assert not victim.exists()


def test_missing_array(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.zeros((2, 2), np.uint8))
    with pytest.raises(StorageError, match=r"a\.npz has no array 'y' \(it holds x\.npy\)"):
        storage.read_npz(tmp_path / "a.npz", EXPECTED, 10_000)


def test_npz_goes_through_the_checks_of_archives(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", **arrays(x=np.zeros((1000, 1000), np.uint8)))
    with pytest.raises(StorageError, match="brings the unpacked size to 1,"):
        storage.read_npz(tmp_path / "a.npz", EXPECTED, 10_000)


@pytest.mark.parametrize("shape", ["(99999999999, 9999)", "(2, 2)", "(-3, -4)", "(3, 'a')", "3"])
def test_header_that_lies_about_the_shape(shape, tmp_path):
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (63 - (10 + len(header)) % 64) + b"\n"
    content = b"\x93NUMPY\1\0" + len(header).to_bytes(2, "little") + header + bytes(12)
    write_zip(tmp_path / "a.npz", ("x.npy", content))
    with pytest.raises(StorageError, match=r"a\.npz: array 'x' (has another size|is unreadable)"):
        storage.read_npz(tmp_path / "a.npz", {"x": (np.uint8, 2)}, 10_000)


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", b"\x93NUMPY\7\0v\0{}", b"text" * 50])
def test_member_that_is_no_array(content, tmp_path):
    write_zip(tmp_path / "a.npz", ("x.npy", content))
    with pytest.raises(StorageError, match=r"a\.npz: array 'x' is unreadable"):
        storage.read_npz(tmp_path / "a.npz", {"x": (np.uint8, 2)}, 10_000)


def test_import_is_light():
    code = (
        "import sys; from utils import storage; "
        "print([m for m in ('numpy', 'pooch', 'requests', 'tqdm', 'keras') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=storage.COURSE, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"
