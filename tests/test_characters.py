"""datasets.load_characters: what it returns, where it looks, and what it refuses."""

from __future__ import annotations

import string
import sys

import pytest

from utils import datasets
from utils.storage import StorageError

SENTENCES = "It is, as one has said, “not so{n}”."  # With typographic quotation marks.


@pytest.fixture(autouse=True)
def embedded(monkeypatch):
    """What comes with the course only."""
    monkeypatch.setenv("COURSE_DATA", "embedded")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder that COURSE_DATA names."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    return tmp_path


def book(paragraphs: int = 4000) -> str:
    """An English text of many different paragraphs."""
    return "\n\n".join(SENTENCES.format(n=number) for number in range(paragraphs))


def check_layout(characters: datasets.Characters) -> None:
    """What every text has in common, whatever its source."""
    whole = characters.train + characters.validation
    assert set(whole) <= set(string.printable.lower()) - set("\r\t\v\f")
    assert len(set(characters.train)) <= 70
    assert abs(len(characters.validation) / len(whole) - 0.1) < 0.001
    paragraphs = whole.split("\n\n")
    assert len(paragraphs) == len(set(paragraphs))


def test_python_help(capsys):
    characters = datasets.load_characters()
    check_layout(characters)
    assert characters.source == "Python's help"
    # The pages grow and shrink from version to version; these bands hold for 3.10 to 3.14.
    assert 200_000 < len(characters.train) < 1_000_000
    assert " statement" in characters.train
    printed = capsys.readouterr().out
    assert printed.startswith("Text: ")
    assert "that come with Python 3." in printed
    assert "data/README.md" in printed
    assert printed.count("\n") == 1


def test_docstrings_where_the_help_pages_are_missing(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", None)  # What `import` then raises on.
    characters = datasets.load_characters()
    check_layout(characters)
    assert characters.source == "Python's help"
    assert 200_000 < len(characters.train) < 2_000_000
    assert "which lacks its help pages" in capsys.readouterr().out


def test_neither_help_pages_nor_docstrings(monkeypatch):
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", None)
    monkeypatch.setattr(datasets, "DOCUMENTED_MODULES", "math no_such_module")
    with pytest.raises(StorageError, match=r"-OO.*nietzsche\.txt.*data/README\.md"):
        datasets.load_characters()


def test_nietzsche_from_a_folder(folder, capsys):
    text = book().replace("\n", "\r\n").encode() + b"\r\n\r\n" + SENTENCES.format(n=7).encode()
    (folder / "nietzsche.txt").write_bytes(text + b" caf\xe9\xe3\xa4 ")  # Broken, as in old copies.
    characters = datasets.load_characters()
    check_layout(characters)
    assert characters.source == "Nietzsche"
    assert characters.train.startswith('it is, as one has said, "not so0".\n\nit is')
    assert characters.validation.endswith('"not so7". caf ')  # It differs from the other by "caf".
    assert capsys.readouterr().out.endswith(f" of Nietzsche, from {folder / 'nietzsche.txt'}.\n")


def test_a_paragraph_counts_once(folder):
    (folder / "nietzsche.txt").write_text(book() + "\n\n\n" + book(), encoding="utf-8")
    characters = datasets.load_characters()
    check_layout(characters)
    assert len(characters.train + characters.validation) == len(book())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is no English text|it has 0 characters"),
        (book(5).encode(), "it has 1[0-9]{2} characters, not 100,000 to"),
        (bytes(range(256)) * 1000, "it is no English text"),
        ("Иначе говоря, нет. ".encode() * 10_000, "it is no English text"),
        (b"1234567890 " * 20_000, "it is no English text"),
        (b"a" * 5_000_001, "5,000,001 bytes; at most 5,000,000"),
    ],
)
def test_other_files_are_refused(content, message, folder):
    (folder / "nietzsche.txt").write_bytes(content)
    with pytest.raises(StorageError, match=rf"nietzsche\.txt.*(?:{message})"):
        datasets.load_characters()


def test_a_folder_that_is_not_there_is_no_reason_for_the_stand_in(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(StorageError, match="no such folder"):
        datasets.load_characters()
