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
from collections.abc import Sequence
from multiprocessing.connection import Connection

ROOT = pathlib.Path(__file__).resolve().parent.parent


class ForkedKernel:
    """A kernel's process with what `jupyter_client` asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, process: multiprocessing.Process) -> None:
        self.pid = process.pid
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


def launch_kernel(
    command: Sequence[str], *, env: dict[str, str], cwd: str | None = None, **_: object
) -> ForkedKernel:
    """Start a kernel, in place of `jupyter_client.launcher.launch_kernel`.

    Args:
        command: what would start it, `python -m ipykernel_launcher -f FILE`.
        env: all of its environment variables.
        cwd: the folder it works in; without one, that of this process.
    """
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["tests.lesson_imports"])
    receiver, sender = forks.Pipe(duplex=False)
    arguments = list(command[command.index("ipykernel_launcher") + 1 :])
    process = forks.Process(
        target=_become_kernel, args=(arguments, env, cwd or os.getcwd(), sender)
    )
    process.start()
    sender.close()
    receiver.recv()  # from here on it is safe to stop its whole process group
    receiver.close()
    return ForkedKernel(process)


def _become_kernel(
    arguments: list[str], env: dict[str, str], cwd: str, started: Connection
) -> None:
    """In the forked process: leave nothing of pytest, and be a Jupyter kernel."""
    os.setsid()  # a process group of its own: what stops this kernel stops nothing else
    started.send(True)
    started.close()
    os.environ.clear()
    os.environ.update(env, JPY_PARENT_PID=str(os.getppid()))  # the kernel does not outlive that
    os.chdir(cwd)
    sys.path[:] = [folder for folder in sys.path if folder and pathlib.Path(folder) != ROOT]
    multiprocessing.set_start_method(None, force=True)
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(arguments)
