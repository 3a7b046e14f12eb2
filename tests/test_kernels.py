"""Forked kernels: to a lesson, no different from those that start from nothing."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from jupyter_client import launcher
from jupyter_client.manager import start_new_kernel
from jupyter_client.provisioning import local_provisioner

from tests import kernels
from tools import notebooks

pytestmark = pytest.mark.skipif(not kernels.FORKS, reason="kernels are forked on Linux only")

PLUMBING = ("tests", "multiprocessing", "_multiprocessing")


@pytest.fixture(scope="module", autouse=True)
def prepared():
    kernels.prepare()


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


def test_it_is_as_fresh_as_any_but_has_keras_behind_it(tmp_path, monkeypatch):
    same = """import multiprocessing, os, sys
print([folder for folder in sys.path if folder], multiprocessing.get_start_method())
print(os.getcwd(), os.environ.get("GREETING"), os.environ.get("COURSE_DATA"))"""
    monkeypatch.delenv("COURSE_DATA")
    monkeypatch.setenv("GREETING", "hello")
    fresh = subprocess.run(
        [sys.executable, "-c", same], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    with kernel(cwd=str(tmp_path)) as (*_, run):
        assert texts(run(same)) == fresh.stdout
        modules = {"keras", "seaborn", "pytest", "utils", "tests.conftest"}
        assert eval(texts(run(f"print({modules} & set(sys.modules))"))) == {"keras", "seaborn"}


def test_nothing_is_behind_it_that_a_set_up_cell_does_not_import(monkeypatch):
    """Else a lesson that forgets an import would pass here, and fail for its readers."""
    with kernel() as (*_, run):
        behind = set(texts(run("import sys; print(*sys.modules)")).split())
    monkeypatch.setattr(local_provisioner, "launch_kernel", launcher.launch_kernel)
    with kernel(cwd=str(notebooks.ROOT)) as (*_, run):
        run("from utils import session; session.start()")
        fresh = set(texts(run("import sys; print(*sys.modules)")).split())
    assert "keras" in fresh
    assert not {name for name in behind - fresh if not name.startswith(PLUMBING)}


def test_it_is_forked_from_a_process_with_one_thread():
    with kernel() as (manager, *_):
        assert psutil.Process(manager.provisioner.pid).parent().num_threads() == 1


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


def test_it_ends_when_pytest_is_killed(tmp_path):
    script = """
import os, pathlib, signal
from jupyter_client.manager import start_new_kernel
from jupyter_client.provisioning import local_provisioner
from tests import kernels
from tools import notebooks
if __name__ == "__main__":
    local_provisioner.launch_kernel = kernels.launch_kernel
    manager, _ = start_new_kernel()
    pathlib.Path("pid").write_text(str(manager.provisioner.pid))
    os.kill(os.getpid(), signal.SIGKILL)
"""
    (tmp_path / "killed.py").write_text(script, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(notebooks.ROOT)}
    killed = subprocess.run(
        [sys.executable, "killed.py"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL
    assert ended(int((tmp_path / "pid").read_text()))
