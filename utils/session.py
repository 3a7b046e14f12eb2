"""Starting a lesson: seed, plot style, quiet logs, and one line that says what runs here."""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import os
import pathlib
import platform
import sys
import types
from collections.abc import Iterator

# What every lesson imports. Colab and `make lab` have all of it.
REQUIRED = (
    "keras",
    "numpy",
    "pandas",
    "matplotlib",
    "seaborn",
    "sklearn",
    "threadpoolctl",
    "pooch",
    "tqdm",
)
BACKENDS = ("tensorflow", "jax", "torch")


def start(course: pathlib.Path | str | None = None, *, seed: int = 0) -> None:
    """Make this kernel ready for a lesson; the set-up cell of every notebook calls it.

    Imports Keras without its start-up noise, seeds Python, NumPy and the backend, sets the
    plot style, and prints one line. Calling it again is harmless.

    Args:
        course: the folder that the set-up cell took for the course; checked against the
            package that was really imported.
        seed: seed for `keras.utils.set_random_seed`, 0 to 2**32 - 1.

    Raises:
        ImportError: another package called `utils` was imported instead of the course's
            own, or a package that the lessons need is missing.
    """
    own = pathlib.Path(__file__).resolve().parent.parent
    if course is not None and pathlib.Path(course).resolve() != own:
        raise ImportError(
            f"The course is in {course}, but its package `utils` came from {own}. "
            "Restart the kernel and run the set-up cell first."
        )
    _require(REQUIRED)
    _choose_backend()
    _one_thread_for_numpy()
    with quiet_start():
        keras = _import_keras()
        devices = describe_devices()
        _run_graphs_as_they_are()
        keras.utils.set_random_seed(seed)  # imports TensorFlow where it is installed

    from utils import plotting, storage

    plotting.set_style()
    print(
        f"Ready: Python {platform.python_version()}, Keras {keras.version()} on "
        f"{backend_name()}, {devices}; data: {storage.describe_mode()}."
    )


def backend_name() -> str:
    """The backend that Keras runs on, with its version: 'TensorFlow 2.21.0'."""
    import keras

    name = keras.config.backend()
    module = importlib.import_module(name)
    title = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}.get(name, name)
    return f"{title} {module.__version__}"


def describe_devices() -> str:
    """What Keras can compute on: '2 CPU cores', or '1 GPU' (with their number).

    TensorFlow is asked for its physical devices: that does not start its runtime, so that a
    lesson can still divide them into logical ones (lesson 19).
    """
    gpus = 0
    try:
        import keras

        if keras.config.backend() == "tensorflow":
            import tensorflow as tf

            gpus = len(tf.config.list_physical_devices("GPU"))
        else:
            gpus = len(keras.distribution.list_devices("gpu"))
    except (RuntimeError, ValueError, NotImplementedError, AttributeError):
        gpus = 0  # Backends without such a list: JAX raises when it has no GPU.
    if gpus:
        return f"{gpus} GPU" + ("s" if gpus > 1 else "")
    cores = usable_cores()
    return f"{cores} CPU core" + ("s" if cores > 1 else "")


def usable_cores() -> int:
    """The number of processor cores that this process may use (at least 1)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def quiet_start() -> Iterator[None]:
    """Silence what TensorFlow's C++ code writes to file descriptor 2 while it starts.

    No environment variable silences all of it, so the descriptor itself points to the null
    device for the duration. Python exceptions still come through.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    saved, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(null)


def _require(packages: tuple[str, ...]) -> None:
    """Raise an ImportError that names every missing package and says how to get it."""
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        names = " ".join("scikit-learn" if name == "sklearn" else name for name in missing)
        raise ImportError(
            f"This lesson needs packages that are not installed here: {names}. Run "
            f"`pip install {names}` in this environment (or `make lab`), then restart the kernel."
        )


def _one_thread_for_numpy() -> None:
    """Let NumPy multiply matrices on one thread, unless the user chose a number.

    The lessons' matrices are small. On a machine that does other things (a hub, a room of
    thirty, a test run) two threads spend their time waiting for each other: one lesson took
    twenty times as long. Keras' backends have threads of their own and keep them.
    """
    if "OPENBLAS_NUM_THREADS" in os.environ:
        return
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # for libraries that are loaded later, as SciPy's
    import threadpoolctl

    threadpoolctl.threadpool_limits(1, user_api="blas")  # for NumPy, where it is loaded already


def _import_keras() -> types.ModuleType:
    """Import Keras, the first time without looking for garbage among what it brings.

    With TensorFlow these are half a million objects, all of which stay. To search them again and
    again took a sixth of the import, about a second; `gc.freeze` spares the lesson the same.
    """
    if "keras" in sys.modules or not gc.isenabled():
        return importlib.import_module("keras")
    gc.disable()
    try:
        keras = importlib.import_module("keras")
        gc.freeze()
    finally:
        gc.enable()
    return keras


def _run_graphs_as_they_are() -> None:
    """Let TensorFlow run graphs without rewriting them first, where it has one thread and no GPU.

    TensorFlow rewrites each graph (of a training step, of a prediction) before its first run.
    The lessons' networks are small and many: on one thread, as on a hub and in the tests, the
    rewriting took up to a quarter of a lesson's time (lesson 06) and saved hardly any elsewhere.
    On two threads it can pay: the memory task of lesson 16 took 29 seconds without it, 20 with it.
    """
    import keras

    threads = os.environ.get("TF_NUM_INTRAOP_THREADS", str(usable_cores()))
    if keras.config.backend() == "tensorflow" and threads == "1":
        import tensorflow as tf

        if not tf.config.list_physical_devices("GPU"):
            tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


def _choose_backend() -> None:
    """Let Keras use a backend that is installed, unless the user chose one."""
    if os.environ.get("KERAS_BACKEND"):
        return
    installed = [name for name in BACKENDS if importlib.util.find_spec(name)]
    if not installed:
        raise ImportError(
            "Keras needs TensorFlow, JAX or PyTorch, and none is installed here. "
            "Run `make lab`, or `pip install -r requirements.txt`, then restart the kernel."
        )
    os.environ["KERAS_BACKEND"] = installed[0]
