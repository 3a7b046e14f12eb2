"""For all tests: embedded data, no window for figures, quiet start of the backend."""

import os

os.environ.setdefault("COURSE_DATA", "embedded")
os.environ.setdefault("MPLBACKEND", "agg")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
