"""Forked kernels: to a lesson, no different from those that start from nothing."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from jupyter_client.manager import start_new_kernel

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


@contextlib.contextmanager
def kernel(**settings):
    """A kernel's manager, its client, and a function that runs code and gives what it said."""
    manager, client = start_new_kernel(**settings)

    def run(code):
        said = []
        client.execute_interactive(code, timeout=60, output_hook=said.append)
        return [message["content"] for message in said]

    try:
        yield manager, client, run
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def texts(said):
    return "".join(content.get("text", "") for content in said)


def ended(pid, seconds=20):
    """Whether this process ends in that time; it may stay in the table if nobody asks for it."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for _ in range(10 * seconds):
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
            time.sleep(0.1)
        return False
    return True


def test_it_has_keras_behind_it_and_nothing_of_pytest(tmp_path):
    code = """import os, sys
print({"keras", "pytest", "utils", "tests.conftest"} & set(sys.modules))
print([folder for folder in sys.path if folder])
print(os.getcwd(), os.environ.get("GREETING"), os.environ.get("MPLBACKEND"))"""
    with kernel(cwd=str(tmp_path), env={**os.environ, "GREETING": "hello"}) as (*_, run):
        modules, path, rest = texts(run(code)).splitlines()
    fresh = [sys.executable, "-c", "import sys; print([p for p in sys.path if p])"]
    expected = subprocess.run(fresh, capture_output=True, text=True, check=True).stdout.strip()
    assert modules == "{'keras'}"
    assert path == expected
    assert rest == f"{tmp_path} hello module://matplotlib_inline.backend_inline"


def test_kernels_share_nothing():
    with kernel() as (*_, first), kernel() as (*_, second):
        first("import os, keras; keras.marked = number = 1; os.environ['MARKED'] = '1'")
        said = second("import os, keras; print(hasattr(keras, 'marked'), 'MARKED' in os.environ)")
        assert texts(said) == "False False\n"
        assert texts(second("print('number' in dir())")) == "False\n"


def test_figures_are_drawn_into_the_notebook():
    with kernel() as (*_, run):
        said = run("import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()")
    assert any("image/png" in content.get("data", {}) for content in said)


def test_keras_computes_in_one_after_the_other():
    for _ in range(2):
        with kernel() as (*_, run):
            assert texts(run("import keras; print(float(keras.ops.ones(3)[1]))")) == "1.0\n"


def test_it_can_start_processes_of_its_own():
    with kernel() as (*_, run):
        said = run("import multiprocessing; print(multiprocessing.Pool(2).map(abs, [-1, 2]))")
    assert texts(said) == "[1, 2]\n"


def test_a_kernel_that_dies_is_noticed_and_no_other_suffers():
    with kernel() as (dying, *_), kernel() as (*_, run):
        os.kill(dying.provisioner.pid, signal.SIGKILL)
        assert dying.provisioner.process.wait(20) == -signal.SIGKILL
        assert not dying.is_alive()
        assert texts(run("print('here')")) == "here\n"


def test_a_cell_can_be_interrupted():
    with kernel() as (manager, client, _):
        client.execute("import time; print('started', flush=True); time.sleep(60)")
        while "started" not in client.get_iopub_msg(timeout=20)["content"].get("text", ""):
            pass
        manager.interrupt_kernel()
        assert client.get_shell_msg(timeout=20)["content"]["ename"] == "KeyboardInterrupt"


def test_what_it_started_ends_with_it():
    with kernel() as (manager, _, run):
        pid = manager.provisioner.pid
        said = run("import subprocess; print(subprocess.Popen(['sleep', '600']).pid)")
        assert psutil.pid_exists(pid)
    assert ended(pid)
    assert ended(int(texts(said)))
