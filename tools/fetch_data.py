"""Fetch the real data: `python -m tools.fetch_data [--to FOLDER]`, or `make data`.

Without a folder the files go into the cache, where the lessons find them. With one they are
laid out for a USB stick or a shared drive that COURSE_DATA then names. Files that are there
and good are kept. Whatever COURSE_DATA says, this command downloads.
"""

from __future__ import annotations

import argparse
import pathlib
import sys
from collections.abc import Sequence

from utils import datasets, storage
from utils.storage import DataFile, StorageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch every file, print a table, and return the exit status: 1 if any is missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.fetch_data", description=__doc__)
    parser.add_argument(
        "--to", type=pathlib.Path, metavar="FOLDER", help="the folder to fill, not the cache"
    )
    chosen = parser.parse_args(arguments).to
    folder = (chosen or storage.cache_folder()).expanduser().absolute()
    width = max(len(file.name) for file in datasets.DOWNLOADS)
    print(f"{'file':{width}}  {'size':>10}  state")
    errors = []
    for file in datasets.DOWNLOADS:
        try:
            state = fetch(file, folder)
        except StorageError as error:
            state = "FAILED"
            errors.append(error)
        print(f"{file.name:{width}}  {size(folder / file.name):>10}  {state}", flush=True)
    if errors:
        print(*errors, sep="\n", file=sys.stderr)
        return 1
    advice = " Set COURSE_DATA to this folder to use them." if chosen else ""
    print(f"All files are in {folder}.{advice}")
    return 0


def fetch(file: DataFile, folder: pathlib.Path) -> str:
    """Make sure that `folder` holds a good copy of `file`; say how that came about.

    Raises:
        StorageError: it could not be fetched.
    """
    if storage.matches(folder / file.name, file.sha256):
        return "was there"
    storage.download(file, folder)
    return "fetched"


def size(path: pathlib.Path) -> str:
    """The size of a file, in megabytes, or a dash if there is none."""
    return f"{path.stat().st_size / 1e6:.1f} MB" if path.is_file() else "-"


if __name__ == "__main__":
    sys.exit(main())
