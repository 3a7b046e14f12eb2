"""What the set-up cell of every lesson imports, and nothing more (for tests/kernels.py)."""

import gc
import os

# Chosen when pyplot is imported, and this is what Jupyter's kernels choose.
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
gc.disable()

import ipykernel.kernelapp  # noqa: E402, F401
import keras  # noqa: E402, F401
import seaborn  # noqa: E402, F401

gc.freeze()  # what is here stays; kernels need not look through it for garbage
gc.enable()
