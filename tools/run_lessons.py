"""Execute lessons in fresh kernels, write their outputs back, and print a table.

    python -m tools.run_lessons [02 05 ...]
    python -m tools.run_lessons --keep-seconds 17   (new outputs, the time that is on record)

The seconds on record are those of two quiet cores. A busy or slow machine may write new outputs
all the same, after a change that computes neither more nor less: it keeps the seconds.

Runs on the embedded data (COURSE_DATA=embedded), so that the committed outputs are the same
for everybody. A lesson that fails keeps its old file.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
import threading
import time

import nbclient
import nbformat
import psutil

from tools import lesson_map, notebooks, pictures, repository, teaching

CELL_TIMEOUT = 300  # seconds


class PeakMemory(threading.Thread):
    """Watches a process from outside and keeps the largest memory that it held, in bytes."""

    def __init__(self, process_id: int) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(process_id)
        self._stopped = threading.Event()
        self.bytes = 0

    def run(self) -> None:
        """Look twenty times a second until stopped or until the process has gone."""
        while not self._stopped.wait(0.05):
            try:
                self.bytes = max(self.bytes, self._process.memory_info().rss)
            except psutil.NoSuchProcess:
                return

    def stop(self) -> None:
        """Stop looking."""
        self._stopped.set()


def execute(notebook: nbformat.NotebookNode, folder: pathlib.Path) -> tuple[float, float]:
    """Execute a notebook in a fresh kernel, in place.

    Args:
        notebook: its outputs are replaced.
        folder: where the kernel works.

    Returns:
        Seconds of wall-clock time from the start of the kernel to the end of the last cell,
        and megabytes at the peak.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
    """
    client = nbclient.NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=40"],  # its warnings are not the lesson's
        resources={"metadata": {"path": str(folder)}},
    )
    began = time.perf_counter()
    with client.setup_kernel():
        memory = PeakMemory(client.km.provisioner.process.pid)
        memory.start()
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        seconds = time.perf_counter() - began  # to stop the kernel is nobody's waiting time
        memory.stop()
    return seconds, memory.bytes / 1e6


def run(
    path: pathlib.Path, *, keep: bool = True, keep_seconds: bool = False
) -> dict[str, float | str]:
    """Execute one lesson in a fresh kernel.

    Args:
        path: the notebook.
        keep: write outputs, seconds and peak memory back into it.
        keep_seconds: leave the seconds that are on record, if there are any.

    Returns:
        seconds of wall-clock time (kernel start included), megabytes at the peak, and the
        lesson's headline.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed; the file is left as it was.
    """
    notebook = notebooks.read(path)
    repository.stamp(notebook, path, repository.current())
    seconds, megabytes = execute(notebook, path.parent)
    if keep:
        on_record = notebook.metadata.get("course", {}).get("seconds")
        notebook.metadata["course"] = {
            "seconds": on_record if keep_seconds and on_record else round(seconds),
            "peak_memory_mb": int(round(megabytes, -1)),
        }
        pictures.reduce(notebook)
        notebooks.write(notebook, path)
    return {
        "seconds": seconds,
        "megabytes": megabytes,
        "headline": lesson_map.headline(notebook),
    }


def main() -> int:
    """Run the lessons that are named, or all; 1 if one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", help="such as 02 05; all without")
    parser.add_argument("--dry", action="store_true", help="run, but write nothing back")
    parser.add_argument(
        "--no-map", action="store_true", help="leave README and docs/TEACHING.md as they are"
    )
    parser.add_argument(
        "--keep-seconds", action="store_true", help="leave the seconds on record as they are"
    )
    arguments = parser.parse_args()
    os.environ.setdefault("COURSE_DATA", "embedded")
    os.environ["PYTHONHASHSEED"] = "0"

    failed = []
    print(f"{'lesson':<26}{'seconds':>8}{'peak MB':>9}  headline")
    for path in notebooks.lessons(arguments.lessons):
        try:
            result = run(path, keep=not arguments.dry, keep_seconds=arguments.keep_seconds)
        except nbclient.exceptions.CellExecutionError as error:
            failed.append(path.stem)
            print(f"{path.stem:<26}  FAILED\n{error}", flush=True)
            continue
        print(
            f"{path.stem:<26}{result['seconds']:>8.1f}{result['megabytes']:>9.0f}"
            f"  {result['headline']}",
            flush=True,
        )
    if not (arguments.dry or arguments.no_map or failed):
        lesson_map.write()
        teaching.write_guide()
    if failed:
        print(f"Failed: {', '.join(failed)}. Their files are as they were.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
