"""For all tests: embedded data, no window for figures, quiet and quick start of the backend."""

import gc
import os

import hypothesis
import matplotlib
import pytest
from jupyter_client.provisioning import local_provisioner

from tests import kernels

os.environ.setdefault("COURSE_DATA", "embedded")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
matplotlib.use("agg")  # here only: the kernels of notebooks keep their inline figures

# The same examples in every run: a red test is then the fault of the change, not of the day.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")

if kernels.FORKS:
    local_provisioner.launch_kernel = kernels.launch_kernel

# What tests import stays until the end: to search it for garbage takes a sixth of the collection.
gc.disable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """With everything imported: look for garbage again, and prepare for notebooks if there are."""
    gc.freeze()
    gc.enable()
    if kernels.FORKS and any(item.path.suffix == ".ipynb" for item in session.items):
        kernels.prepare()
