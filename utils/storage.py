"""Where a data file comes from. Nothing else in the course touches the network.

(ImageNet weights are fetched by Keras itself, after `backbones` asked `unreachable` here.)

`locate` looks for one file in this order:

1. the folder that the environment variable COURSE_DATA names (an instructor's own copy);
2. the cache of earlier downloads, verified by SHA-256;
3. the network: the classroom server COURSE_MIRROR first, then the file's own addresses;
4. the stand-in that is embedded in the course, in `data/`.

COURSE_DATA=embedded goes straight to the last. `open_zip` and `read_npz` read what was found
without trusting it. `data/README.md` tells the same from the learner's side.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import math
import os
import pathlib
import re
import shutil
import stat
import tempfile
import threading
import time
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np

Origin = Literal["folder", "cache", "download", "embedded"]

COURSE = pathlib.Path(__file__).resolve().parent.parent
DATA = COURSE / "data"
EMBEDDED = "embedded"  # The value of COURSE_DATA that asks for the embedded files.

PROBE_SECONDS = 3.0  # How long a host may take to show that it is there.
TIMEOUT = (5.0, 15.0)  # Seconds to connect, and between two packets.
RETRIES = 2
GRACE_SECONDS = 30.0  # From then on a download must keep up SLOWEST on average.
SLOWEST = 10_000  # Bytes a second.
LONGEST_SECONDS = 900.0  # No download takes longer, whatever arrives.
CHUNK = 64 * 1024  # Bytes read at a time.
TICK_SECONDS = 0.1  # How often a running download is looked at.
PARTIAL = ".partial-"  # What the names of unfinished downloads begin with.
PARTIAL_SECONDS = 24 * 3600.0  # An unfinished download this old was left by a killed process.

HELP = (
    "Run `make data` where there is a network, or put the file into a folder and set "
    "COURSE_DATA to that folder (data/README.md shows its layout)."
)


class StorageError(RuntimeError):
    """A data file is missing, damaged or not to be trusted; the message says what to do."""


class MissingError(StorageError):
    """A file is nowhere to be had, and the course embeds no stand-in for it."""


class DownloadError(StorageError):
    """No address gave the file. `brief` is the reason in a few words, for a printed line."""

    def __init__(self, message: str, brief: str) -> None:
        super().__init__(message)
        self.brief = brief


@dataclass(frozen=True)
class DataFile:
    """One file that a lesson needs.

    Attributes:
        name: its path, with forward slashes, in $COURSE_DATA, the cache and on COURSE_MIRROR.
        sha256: checksum of the downloaded file, in hexadecimal; empty for a file that is
            never downloaded.
        urls: addresses to try in turn.
        embedded: name of its stand-in in `data/`, or None.
        max_bytes: a larger file is refused.
        title: what the real file holds, for the line that a loader prints when it had to take
            the stand-in: "the 70,000 of MNIST".
    """

    name: str
    sha256: str = ""
    urls: tuple[str, ...] = ()
    embedded: str | None = None
    max_bytes: int = 1_000_000
    title: str = ""


@dataclass(frozen=True)
class Located:
    """A file that is there.

    Attributes:
        path: where; exists, and is to be read only.
        origin: which step of the order found it.
        title: `DataFile.title`.
        note: why a better origin failed, in a few words; empty if nothing did.
    """

    path: pathlib.Path
    origin: Origin
    title: str = ""
    note: str = ""


def locate(file: DataFile) -> Located:
    """Find `file`: folder, cache, network, embedded, in this order.

    Files in $COURSE_DATA are taken as they are (their loader checks the structure); cached and
    downloaded ones match `file.sha256`. Prints nothing but a progress bar: the reason for a
    stand-in is in `Located.note`, which `describe` puts into the loader's line.

    Raises:
        MissingError: the file is nowhere to be had and has no stand-in.
        StorageError: COURSE_DATA names no folder, or COURSE_MIRROR is no address.
    """
    folder = chosen_folder()
    if folder and os.path.isfile(folder / file.name):
        return Located(_of_bounded_size(folder / file.name, file), "folder", file.title)
    if wants_embedded() or not file.sha256:
        return _embedded(file)
    cached = cache_folder() / file.name
    if matches(cached, file.sha256):
        return Located(cached, "cache", file.title)
    damaged = f"the file in the cache, {cached}, is damaged; " if os.path.isfile(cached) else ""
    try:
        return Located(download(file, cache_folder()), "download", file.title)
    except DownloadError as error:
        if file.embedded is None:
            raise
        return _embedded(file, note=damaged + error.brief)


def describe(located: Located, what: str) -> str:
    """The one line that a loader prints: what it read, and from where.

    Args:
        located: what `locate` gave.
        what: "Digits: 1,797 scikit-learn digits".
    """
    if located.origin == "folder":
        return f"{what}, from {located.path}."
    if located.origin == "cache":
        return f"{what}, downloaded earlier."
    if located.origin == "download":
        return f"{what}, downloaded now."
    reason = f" ({located.note})" if located.note else ""
    more = f"; `make data` or a network gets {located.title}" if located.title else ""
    return f"{what}, embedded in the course{reason}{more}."


def describe_mode() -> str:
    """Where data comes from in this session, in a few words; probes nothing.

    Raises:
        StorageError: COURSE_DATA names no existing folder.
    """
    if wants_embedded():
        return "embedded with the course (COURSE_DATA=embedded)"
    folder = chosen_folder()
    return f"folder {folder}" if folder else "downloaded when the network allows"


def wants_embedded() -> bool:
    """Whether COURSE_DATA asks for the embedded files only."""
    return _setting("COURSE_DATA") == EMBEDDED


def chosen_folder() -> pathlib.Path | None:
    """The folder that COURSE_DATA names, absolute, or None if it names none.

    A relative path is looked for in the working directory, then in the course: notebooks and
    `make` run in different directories.

    Raises:
        StorageError: there is no such folder.
    """
    value = _setting("COURSE_DATA")
    if value in ("", EMBEDDED):
        return None
    named = pathlib.Path(os.path.expanduser(value))
    for folder in (named, COURSE / named):
        if os.path.isdir(folder):
            return pathlib.Path(os.path.abspath(folder))
    raise StorageError(
        f"COURSE_DATA is {value!r}, and there is no such folder. Set it to a folder with data "
        "files (data/README.md shows its layout), to 'embedded' for the small files that come "
        "with the course, or unset it to download."
    )


def cache_folder() -> pathlib.Path:
    """Where downloads are kept: $COURSE_CACHE, or the system's place for caches."""
    import pooch

    value = _setting("COURSE_CACHE") or str(pooch.os_cache("deep-learning-course"))
    return pathlib.Path(os.path.abspath(os.path.expanduser(value)))


def matches(path: pathlib.Path, sha256: str) -> bool:
    """Whether `path` is a readable file with this SHA-256."""
    import pooch

    try:
        return os.path.isfile(path) and pooch.file_hash(str(path)) == sha256
    except OSError:
        return False


# Downloading


def download(file: DataFile, folder: pathlib.Path) -> pathlib.Path:
    """Fetch `file` into `folder`, from the first address that has the right bytes.

    The file appears under its name only when it is complete and verified, in one step, so that
    others may ask for it at the same time. A wrong file of that name is replaced. Hosts that do
    not answer are skipped; which ones is found out once per process, in about 3 seconds.

    Returns:
        The path of the file, `folder / file.name`.

    Raises:
        DownloadError: no address gave the right bytes, or they could not be written.
        StorageError: COURSE_MIRROR is no address.
    """
    import requests

    urls = _addresses(file)
    for url in urls:
        _probe(url)  # All at once, so that silent hosts cost one wait together.
    problems: list[tuple[str, Exception]] = []
    for url in urls:
        try:
            _require_answer(url)
            return _fetch(url, file, folder)
        except (_FinalError, requests.RequestException, ValueError) as error:
            problems.append((url, error))
        except OSError as error:
            problems.append((url, error))
            break  # The disk is the trouble: no other address can help.
    raise _download_error(file, folder, problems)


class _FinalError(Exception):
    """A failure that trying again will not mend (pooch repeats only other kinds)."""


class _WrongBytesError(ValueError):
    """The download has another checksum; holds the one found."""

    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256


class _Transfer:
    """One download: pooch's downloader and its progress bar in one object.

    Runs in a thread of its own; `_watch` reads `done` and `total` (bytes) and sets `stopped`.
    """

    def __init__(self, file: DataFile) -> None:
        self.file = file
        self.path = ""
        self.done = 0
        self.total = 0  # Set by pooch to what the server announces; 0 if it does not.
        self.stopped = False

    def __call__(self, url: str, output_file: str, source: Any) -> None:
        """Write what `url` holds to `output_file`."""
        import pooch
        import requests

        self.path = output_file
        # Compressed in transit, its size would be unknown and could explode.
        headers = {"Accept-Encoding": "identity"}
        with contextlib.ExitStack() as responses:  # Pooch leaves connections open on errors.

            def close_later(response: requests.Response, **_: Any) -> None:
                responses.callback(response.close)

            get = pooch.HTTPDownloader(
                self, CHUNK, timeout=TIMEOUT, headers=headers, hooks={"response": close_later}
            )
            try:
                get(url, output_file, source)
            except requests.HTTPError as error:
                if _is_final(error.response.status_code):
                    raise _FinalError(_answer(error)) from error
                raise
        found = pooch.file_hash(output_file)
        if found != self.file.sha256:
            raise _WrongBytesError(found)

    def update(self, _: int) -> None:
        """Called by pooch after each chunk; measures, and stops what must be stopped."""
        self.done = os.path.getsize(self.path)  # Pooch's own count takes every chunk for full.
        if self.stopped:
            raise _FinalError("was stopped")
        if max(self.done, self.total) > self.file.max_bytes:
            raise _FinalError(f"sends more than the {self.file.max_bytes:,} bytes allowed")

    def reset(self) -> None:
        """Part of pooch's progress protocol; nothing to do."""

    def close(self) -> None:
        """Part of pooch's progress protocol; nothing to do."""


def _fetch(url: str, file: DataFile, folder: pathlib.Path) -> pathlib.Path:
    """Download one address into a folder of its own, then move the file into place."""
    import pooch

    pooch.get_logger().setLevel("WARNING")  # It would report each download on stderr.
    target = folder / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    with tempfile.TemporaryDirectory(
        prefix=PARTIAL, dir=folder, ignore_cleanup_errors=True
    ) as partial:
        source = pooch.create(
            path=partial,
            base_url="",
            registry={target.name: f"sha256:{file.sha256}"},
            urls={target.name: url},
            retry_if_failed=RETRIES,
        )
        transfer = _Transfer(file)
        _watch(_in_background(source.fetch, target.name, None, transfer), transfer)
        _move(pathlib.Path(partial, target.name), target, file.sha256)
    return target


def _watch(work: concurrent.futures.Future, transfer: _Transfer) -> None:
    """Show the progress of `work` and wait for it, but not for ever.

    The limit on time stands here and not in the downloading thread, because that one may sit
    in a name look-up or wait for single bytes.
    """
    from tqdm.auto import tqdm

    began = time.monotonic()
    try:
        with tqdm(
            desc=transfer.file.name, unit="B", unit_scale=True, delay=1.0, leave=False
        ) as bar:
            while not concurrent.futures.wait([work], timeout=TICK_SECONDS).done:
                bar.total = transfer.total or None
                bar.update(transfer.done - bar.n)
                allowed = min(LONGEST_SECONDS, GRACE_SECONDS + transfer.done / SLOWEST)
                if time.monotonic() - began > allowed:
                    raise _FinalError("is too slow")
    finally:
        transfer.stopped = True
    work.result()


def _move(path: pathlib.Path, target: pathlib.Path, sha256: str) -> None:
    """Put a verified file in its place, in one step, readable for all."""
    path.chmod(0o644)  # Temporary files are private; a cache may be shared.
    try:
        os.replace(path, target)
    except PermissionError:
        # Windows refuses while someone reads the target; then it usually is the same file.
        if not matches(target, sha256):
            raise


def _sweep(folder: pathlib.Path) -> None:
    """Remove what killed processes left in `folder` more than a day ago."""
    for old in folder.glob(PARTIAL + "*"):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > PARTIAL_SECONDS:
                shutil.rmtree(old, ignore_errors=True)


def _addresses(file: DataFile) -> list[str]:
    """The addresses of `file`, the classroom server's first."""
    mirror = _setting("COURSE_MIRROR")
    if not mirror:
        return list(file.urls)
    parts = urllib.parse.urlsplit(mirror)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise StorageError(
            f"COURSE_MIRROR is {mirror!r}; it must be an address like http://host:8000/path, "
            "or unset."
        )
    return [f"{mirror.rstrip('/')}/{urllib.parse.quote(file.name)}", *file.urls]


# Is there a network?

_probes: dict[str, tuple[concurrent.futures.Future, float]] = {}
_probes_lock = threading.Lock()


def unreachable(url: str) -> str:
    """Why the host of `url` cannot be asked, in a few words; empty if it answers.

    Found out once per process and host, in about 3 seconds at most. For downloads that a
    library does by itself.
    """
    import requests

    try:
        _require_answer(url)
    except (_FinalError, requests.RequestException, ValueError) as error:
        return _explain(error, url, cache_folder())
    return ""


def _probe(url: str) -> tuple[concurrent.futures.Future, float]:
    """Knock at the host of `url`, once per process: the attempt, and until when to wait for it."""
    parts = urllib.parse.urlsplit(url)
    host = f"{parts.scheme}://{parts.netloc}/"
    with _probes_lock:
        if host not in _probes:
            _probes[host] = (_in_background(_knock, host), time.monotonic() + PROBE_SECONDS)
        return _probes[host]


def _knock(host: str) -> None:
    """Raise a RequestException unless `host` gives any answer. Honours proxy settings."""
    import requests

    requests.head(host, timeout=PROBE_SECONDS, allow_redirects=False)


def _require_answer(url: str) -> None:
    """Raise `_FinalError` or a RequestException if the host of `url` does not answer."""
    attempt, deadline = _probe(url)
    concurrent.futures.wait([attempt], timeout=max(0.0, deadline - time.monotonic()))
    if not attempt.done():
        raise _FinalError("does not answer")
    attempt.result()


def _in_background(function: Callable[..., Any], *args: Any) -> concurrent.futures.Future:
    """Run `function` in a daemon thread.

    A thread of an executor that hangs in a name look-up would keep Python from ending.
    """
    future: concurrent.futures.Future = concurrent.futures.Future()

    def work() -> None:
        try:
            future.set_result(function(*args))
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return future


# Saying what went wrong


def _download_error(
    file: DataFile, folder: pathlib.Path, problems: list[tuple[str, Exception]]
) -> DownloadError:
    """One error out of the problems with each address."""
    brief = "; ".join(_explain(error, url, folder) for url, error in problems)
    brief = brief or "it has no address to download from"
    message = f"{file.name} could not be downloaded: {brief}."
    found = [error.sha256 for _, error in problems if isinstance(error, _WrongBytesError)]
    if found:
        message += f" Expected SHA-256 {file.sha256}, found {' and '.join(found)}."
    return DownloadError(f"{message} {HELP}", f"{file.name} could not be downloaded: {brief}")


def _explain(error: Exception, url: str, folder: pathlib.Path) -> str:
    """What `error` means to someone who does not know HTTP."""
    import requests

    parts = urllib.parse.urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if isinstance(error, _FinalError):
        return f"{host} {error}"
    if isinstance(error, _WrongBytesError):
        return f"{host} sends another file (SHA-256 {error.sha256[:8]}…)"
    if isinstance(error, requests.HTTPError):
        return f"{host} {_answer(error)}"
    if isinstance(error, requests.exceptions.SSLError):
        return f"the certificate of {host} is not accepted"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return f"the connection to {host} breaks off"
    if isinstance(error, requests.Timeout):
        return f"{host} does not answer"
    if isinstance(error, requests.ConnectionError):
        return f"no connection to {host}"
    if isinstance(error, OSError) and not isinstance(error, requests.RequestException):
        return f"cannot write to {folder} ({error.strerror or error})"
    return f"{host}: {error}"


def _answer(error: Any) -> str:
    """An HTTPError as a predicate: 'answers 404 Not Found'."""
    return f"answers {error.response.status_code} {error.response.reason}".rstrip()


def _is_final(status: int) -> bool:
    """Whether an HTTP status will be the same next time (404), unlike a busy server's (503)."""
    return 400 <= status < 500 and status not in (408, 429)


# What is on this disk


def _setting(name: str) -> str:
    """An environment variable without surrounding blanks; empty if unset."""
    return os.environ.get(name, "").strip()


def _embedded(file: DataFile, note: str = "") -> Located:
    """The stand-in of `file` in `data/`."""
    if file.embedded is None:
        raise MissingError(f"{file.name} has no stand-in embedded in the course. {HELP}")
    path = DATA / file.embedded
    if not path.is_file():
        raise StorageError(
            f"{path} is missing: this copy of the course is incomplete. Run `git checkout data` "
            "in the course's folder, or get the course again."
        )
    return Located(path, "embedded", file.title, note)


def _of_bounded_size(path: pathlib.Path, file: DataFile) -> pathlib.Path:
    """`path`, if it is no larger than `file` may be."""
    size = path.stat().st_size
    if size > file.max_bytes:
        raise StorageError(
            f"{path} has {size:,} bytes; at most {file.max_bytes:,} are allowed. Is it the right "
            "file? data/README.md shows what a COURSE_DATA folder holds."
        )
    return path


# Reading files that are not to be trusted


@contextlib.contextmanager
def open_zip(path: pathlib.Path, max_bytes: int) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive whose members have all been checked.

    Read it in place (`archive.open`, `archive.read`); nothing in the course unpacks archives
    to disk. A member that claims fewer bytes than it holds is cut at its claim by `zipfile`,
    and its checksum then fails here as well.

    Args:
        path: the archive.
        max_bytes: upper limit of what its members hold together, uncompressed.

    Raises:
        StorageError: it is no zip archive or a damaged one, or a member is encrypted, is a
            link, has an unsafe name, or is too large; names the archive and the member.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive.infolist(), max_bytes)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise StorageError(f"{path} is damaged or no zip archive ({error}). {HELP}") from error


def _check_members(path: pathlib.Path, members: list[zipfile.ZipInfo], max_bytes: int) -> None:
    """Raise a StorageError for the first member that is not safe to read."""
    names: set[str] = set()
    total = 0
    for member in members:
        total += member.file_size
        flaw = _flaw(member)
        if member.filename in names:
            flaw = "appears twice"
        elif total > max_bytes:
            flaw = f"brings the unpacked size to {total:,} bytes; {max_bytes:,} are allowed"
        if flaw:
            raise StorageError(
                f"{path} is not to be trusted: its member {member.orig_filename!r} {flaw}. "
                "Nothing was read from it; delete it and get the file again."
            )
        names.add(member.filename)


def _flaw(member: zipfile.ZipInfo) -> str:
    """What is wrong with a member of an archive, or an empty string."""
    name = member.orig_filename  # As stored: `filename` hides backslashes on Windows.
    kind = stat.S_IFMT(member.external_attr >> 16)
    if member.flag_bits & 0x1:
        return "is encrypted"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device, not a file"
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "has an absolute name"
    if "\\" in name or "\0" in name or not name:
        return "has a name with forbidden characters"
    if ".." in name.split("/"):
        return "leaves the archive's folder"
    return ""


def read_npz(
    path: pathlib.Path, expected: Mapping[str, tuple[Any, int]], max_bytes: int
) -> dict[str, np.ndarray]:
    """Read named arrays from an .npz file, without pickles and with everything bounded.

    Args:
        path: the file.
        expected: name -> (dtype, number of axes). The dtype may be a family such as
            `np.integer`. Other arrays in the file are not read.
        max_bytes: upper limit of what the whole file holds, uncompressed.

    Returns:
        The arrays named in `expected`, in its order.

    Raises:
        StorageError: the file is damaged or unsafe, or an array is missing, pickled, or of
            another dtype or number of axes; names the file and the array.
    """
    with open_zip(path, max_bytes) as archive:
        return {
            name: _read_array(path, archive, name, dtype, axes)
            for name, (dtype, axes) in expected.items()
        }


def _read_array(
    path: pathlib.Path, archive: zipfile.ZipFile, name: str, dtype: Any, axes: int
) -> np.ndarray:
    """Read one array after its header, which could ask for any amount of memory."""
    import numpy as np

    if f"{name}.npy" not in archive.namelist():
        held = ", ".join(archive.namelist()) or "nothing"
        raise StorageError(f"{path} has no array {name!r} (it holds {held}). {HELP}")
    member = archive.getinfo(f"{name}.npy")
    try:
        with archive.open(member) as stream:
            shape, found, start = _read_header(stream)
    except (ValueError, SyntaxError, TypeError) as error:
        raise StorageError(f"{path}: array {name!r} is unreadable ({error}). {HELP}") from error
    if found.hasobject:
        raise StorageError(
            f"{path}: array {name!r} holds pickled Python objects, which can run any code when "
            f"read. Do not use this file. {HELP}"
        )
    if not np.issubdtype(found, dtype) or len(shape) != axes:
        wanted = getattr(dtype, "__name__", str(dtype))
        raise StorageError(
            f"{path}: array {name!r} is {found} with shape {shape}; expected {wanted} with "
            f"{axes} axes. {HELP}"
        )
    size = start + math.prod(shape) * found.itemsize
    if any(length < 0 for length in shape) or size != member.file_size:
        raise StorageError(f"{path}: array {name!r} has another size than it claims. {HELP}")
    with archive.open(member) as stream:
        return np.lib.format.read_array(stream, allow_pickle=False)


def _read_header(stream: Any) -> tuple[tuple[int, ...], np.dtype, int]:
    """Shape, dtype and the number of bytes before the data, of an .npy stream."""
    import numpy as np

    version = np.lib.format.read_magic(stream)
    if version == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    elif version == (2, 0):
        shape, _, dtype = np.lib.format.read_array_header_2_0(stream)
    else:
        raise ValueError(f"unknown version {version} of the .npy format")
    return shape, dtype, stream.tell()
