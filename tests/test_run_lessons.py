"""tools.run_lessons: what recording a lesson writes back, without computing it."""

import shutil

import pytest

from tools import notebooks, run_lessons


@pytest.mark.parametrize(
    ("on_record", "keep_seconds", "expected"),
    [(12, False, 100), (12, True, 12), (None, True, 100)],
)
def test_seconds_are_measured_or_kept(tmp_path, monkeypatch, on_record, keep_seconds, expected):
    (original,) = notebooks.lessons(["04"])
    path = tmp_path / original.name
    shutil.copy(original, path)
    notebook = notebooks.read(path)
    notebook.metadata["course"] = {"seconds": on_record} if on_record else {}
    notebooks.write(notebook, path)
    monkeypatch.setattr(run_lessons, "execute", lambda notebook, folder: (99.6, 512.0))
    monkeypatch.setattr(run_lessons.repository, "stamp", lambda *arguments: None)
    result = run_lessons.run(path, keep_seconds=keep_seconds)
    assert result["seconds"] == 99.6  # What is printed is what was measured.
    assert notebooks.read(path).metadata["course"]["seconds"] == expected
