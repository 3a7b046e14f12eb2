"""Kernels for the lessons under test, forked from a process that has their imports behind it.

Twenty lessons would import TensorFlow, Keras and seaborn twenty times: two minutes of a test run
of eight. Here each pytest worker starts one process that imports what the set-up cell of every
lesson imports (tests/lesson_imports.py), and waits. A lesson's kernel is a fork of it: a process
of its own, with its own memory and a TensorFlow that has not computed anything yet.

Only Linux forks safely; elsewhere kernels start from nothing, as they do everywhere else in the
course: `make run`, which records the lessons, and `make workshop-test`.
"""

from __future__ import annotations

import multiprocessing
import os
import pathlib
import signal
import sys
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import IO

FORKS = multiprocessing.get_context("forkserver") if sys.platform == "linux" else None
ROOT = pathlib.Path(__file__).resolve().parent.parent


class ForkedKernel:
    """A kernel's process with what `jupyter_client` asks of a `subprocess.Popen`."""

    stdin = stdout = None

    def __init__(self, process: multiprocessing.Process, stderr: IO | None) -> None:
        self.pid, self.stderr = process.pid, stderr
        self._process = process

    def poll(self) -> int | None:
        """The exit status (minus the signal that ended it), or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end, at most `timeout` seconds; the exit status as `poll` gives it."""
        self._process.join(timeout)
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send this signal to the process, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process."""
        self.send_signal(signal.SIGKILL)


def prepare() -> None:
    """Start the process that kernels are forked from, and wait until it has imported all.

    Not only when the first kernel is wanted: by then its ports have been chosen, and another
    kernel could take them while this one waits.
    """
    from utils import session  # not above: kernels import this module, and find their own `utils`

    FORKS.set_forkserver_preload(["tests.lesson_imports"])
    first = FORKS.Process()  # it does nothing
    with session.quiet_start():  # nor are its kernels heard, as nbval wants it
        first.start()
        first.join()


def launch_kernel(
    command: Sequence[str],
    *,
    env: dict[str, str],
    cwd: str | None = None,
    stderr: IO | None = None,
    **_: object,
) -> ForkedKernel:
    """Start a kernel, in place of `jupyter_client.launcher.launch_kernel`.

    Args:
        command: what would start it, `python -m ipykernel_launcher -f FILE`.
        env: all of its environment variables.
        cwd: the folder it works in; without one, that of this process.
        stderr: where its messages would go: nowhere (see `prepare`), but closed with the kernel.
    """
    receiver, sender = FORKS.Pipe(duplex=False)
    arguments = list(command[command.index("ipykernel_launcher") + 1 :])
    process = FORKS.Process(
        target=_become_kernel, args=(arguments, env, cwd or os.getcwd(), sender)
    )
    process.start()
    sender.close()
    receiver.recv()  # from here on it is safe to stop its whole process group
    receiver.close()
    return ForkedKernel(process, stderr)


def _become_kernel(
    arguments: list[str], env: dict[str, str], cwd: str, started: Connection
) -> None:
    """In the forked process: leave nothing of pytest, and be a Jupyter kernel."""
    os.setsid()  # a process group of its own: what stops this kernel stops nothing else
    started.send(True)
    started.close()
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    sys.path[:] = [folder for folder in sys.path if folder and pathlib.Path(folder) != ROOT]
    multiprocessing.set_start_method(None, force=True)
    threading.Thread(
        target=_end_with, args=(multiprocessing.parent_process(),), daemon=True
    ).start()

    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(arguments)


def _end_with(worker: multiprocessing.process.BaseProcess) -> None:
    """End this process when pytest's has ended, however that came about."""
    worker.join()
    os._exit(1)
