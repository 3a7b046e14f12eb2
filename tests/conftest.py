"""For all tests: embedded data, no window for figures, quiet start of the backend."""

import os

import hypothesis
import matplotlib

os.environ.setdefault("COURSE_DATA", "embedded")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
matplotlib.use("agg")  # here only: the kernels of notebooks keep their inline figures

# The same examples in every run: a red test is then the fault of the change, not of the day.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")
