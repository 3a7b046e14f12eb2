"""What tests need of the lessons: the names that their `context` cells define."""

import contextlib
import functools
import io

from tools import notebooks
from tools.notebooks import tags


@functools.lru_cache(maxsize=2)
def context(path):
    """The names that a lesson's exercises may use, by running its `context` cells."""
    names = {"__name__": "lesson"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in notebooks.read(path).cells:
            if "context" in tags(cell) and "setup" not in tags(cell):
                exec(compile(cell.source, f"{path.name}:{cell.id}", "exec"), names)
    return names
