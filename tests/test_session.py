"""Starting a lesson: the line it prints, the mistakes it explains, and that it is quiet."""

import gc
import json
import os
import random
import subprocess
import sys

import pytest

from tools import notebooks
from utils import plotting, session


def test_start_prints_one_line_and_seeds(capfd, monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    with session.quiet_start():
        import keras

    session.start(notebooks.ROOT, seed=3)
    first = random.random()
    out, err = capfd.readouterr()
    assert out.count("\n") == 1
    assert err == ""
    for part in ("Ready: Python ", f"Keras {keras.version()}", "CPU core", "data: embedded"):
        assert part in out
    session.start(notebooks.ROOT, seed=3)
    assert first == random.random()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1", "NumPy was told: see the last test"


def test_another_course_folder_is_refused(tmp_path):
    with pytest.raises(ImportError, match="Restart the kernel"):
        session.start(tmp_path)


def test_missing_packages_are_named_with_what_to_do():
    with pytest.raises(ImportError, match="pip install surely_not_there"):
        session._require(("numpy", "surely_not_there"))


def test_the_backend_is_one_that_is_installed(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    session._choose_backend()
    assert os.environ["KERAS_BACKEND"] == "jax", "the user's choice stands"
    monkeypatch.delenv("KERAS_BACKEND")
    monkeypatch.setattr(session, "BACKENDS", ("surely_not_there", "numpy"))
    session._choose_backend()
    assert os.environ["KERAS_BACKEND"] == "numpy"
    monkeypatch.delenv("KERAS_BACKEND")
    monkeypatch.setattr(session, "BACKENDS", ("surely_not_there",))
    with pytest.raises(ImportError, match="none is installed"):
        session._choose_backend()


def test_quiet_start_silences_the_descriptor_and_gives_it_back(capfd):
    with session.quiet_start():
        os.write(2, b"noise from C++\n")
    os.write(2, b"heard\n")
    assert capfd.readouterr().err == "heard\n"
    with pytest.raises(ValueError, match="through"), session.quiet_start():
        raise ValueError("an exception comes through")
    os.write(2, b"heard again\n")
    assert capfd.readouterr().err == "heard again\n"


def test_keras_is_imported_without_a_search_for_garbage(monkeypatch):
    searched, frozen = [], gc.get_freeze_count()
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    with monkeypatch.context() as patch:
        patch.setattr(
            session.importlib, "import_module", lambda name: searched.append(gc.isenabled())
        )
        session._import_keras()
    assert searched == [False]
    assert gc.isenabled()
    assert gc.get_freeze_count() > frozen
    monkeypatch.setattr(session.importlib, "import_module", lambda name: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        session._import_keras()
    assert gc.isenabled()


def test_start_says_what_is_wrong_with_course_data(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "/surely/not/there")
    with pytest.raises(RuntimeError, match="/surely/not/there"):
        session.start(notebooks.ROOT)


def test_figures_carry_their_alt_text(monkeypatch):
    shown = {}
    monkeypatch.setattr("IPython.display.display", lambda figure, metadata: shown.update(metadata))
    import matplotlib.pyplot as plt

    figure, _ = plt.subplots()
    plotting.show(figure, alt="A figure that shows\n    nothing at all, twice.  And once more.")
    assert shown["image/png"]["alt"] == "A figure that shows nothing at all, twice. And once more."
    assert not plt.fignum_exists(figure.number), "closed, so that Jupyter shows it only once"
    with pytest.raises(ValueError, match="40 characters"):
        plotting.show(figure, alt="figure")


def test_cores_are_counted():
    assert 1 <= session.usable_cores() <= (os.cpu_count() or 1)


def test_numpy_multiplies_on_one_thread_unless_told_otherwise():
    code = (
        "import numpy, threadpoolctl; from utils import session; "
        "session._one_thread_for_numpy(); import scipy.linalg; "
        "print([pool['num_threads'] for pool in threadpoolctl.threadpool_info() "
        "if pool['user_api'] == 'blas'])"
    )

    def threads(**settings):
        environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=notebooks.ROOT,
            env={**environment, **settings},
            capture_output=True,
            text=True,
            check=True,
        )
        return set(json.loads(done.stdout.splitlines()[-1]))

    assert threads() == {1}
    assert threads(OPENBLAS_NUM_THREADS="2") == {min(2, session.usable_cores())}


@pytest.mark.parametrize(
    ("threads", "gpus", "as_they_are"),
    [("1", [], True), ("2", [], False), ("1", ["a GPU"], False)],
)
def test_graphs_run_as_they_are_on_one_thread_alone(threads, gpus, as_they_are, monkeypatch):
    import tensorflow as tf

    told = {}
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", threads)
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: gpus)
    monkeypatch.setattr(tf.config.optimizer, "set_experimental_options", told.update)
    session._run_graphs_as_they_are()
    assert told == ({"disable_meta_optimizer": True} if as_they_are else {})


def test_what_seeding_imports_is_not_heard(capfd, monkeypatch):
    """On JAX and PyTorch it imports TensorFlow, whose first lines come from C++."""
    with session.quiet_start():
        import keras
    monkeypatch.setattr(keras.utils, "set_random_seed", lambda seed: os.write(2, b"noise"))
    session.start()
    assert capfd.readouterr().err == ""
