"""utils.language: NLTK with its data, without them, and with damaged ones."""

from __future__ import annotations

import zipfile

import pytest

from utils import language
from utils.storage import StorageError

COMMAND = "python -m nltk.downloader"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder for NLTK's data within the one that COURSE_DATA names; NLTK's own are hidden."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr("nltk.data.path", [])
    return tmp_path / "nltk_data"


def put(folder, resource, zipped=True, **files):
    """Write a resource as NLTK distributes it, or as it unpacks it."""
    target = folder / f"{resource}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    name = resource.split("/")[-1]
    with zipfile.ZipFile(target, "w") as archive:
        for file, content in files.items():
            archive.writestr(f"{name}/{file}", content)
    if not zipped:
        with zipfile.ZipFile(target) as archive:
            archive.extractall(target.parent)
        target.unlink()


def test_without_data_everything_works_and_one_line_says_so(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", "embedded")
    monkeypatch.setattr(language, "_folders", lambda: pytest.fail("looked for NLTK's data"))
    tools = language.load()
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("Language: 318 stop words of scikit-learn, plural rules as lemmatiser")
    assert f"all embedded (`{COMMAND} stopwords wordnet vader_lexicon` gets NLTK's own)" in line
    assert {"the", "not"} <= tools.stop_words
    assert tools.lemmatise("parties") == "party"
    assert tools.sentiment("otters are kind") > 0.3 > -0.3 > tools.sentiment("Otters are LAZY!")
    assert tools.sentiment("otters are not kind") < 0 == tools.sentiment("otters swim")


@pytest.mark.parametrize("zipped", [True, False])
def test_data_of_nltk_are_taken(zipped, folder, capsys):
    put(folder, language.STOP_WORDS, zipped, english="the\nof\nby\n", german="der\n")
    lexicon = "kind\t2.4\t0.5\t[2, 3]\nlazy\t-1.5\t0.5\t[-1, -2]\n"
    put(folder, language.SENTIMENT, zipped, **{"vader_lexicon.txt": lexicon})
    tools = language.load()
    (line,) = capsys.readouterr().out.splitlines()
    assert "3 stop words of NLTK" in line
    assert "VADER's rules for 2 words" in line
    assert line.endswith(f"(`{COMMAND} wordnet` gets NLTK's own).")
    assert tools.stop_words == {"the", "of", "by"}
    assert tools.sentiment("kind") > 0 > tools.sentiment("lazy")
    assert tools.sentiment("useless") == 0, "the stand-in is not mixed in"


def test_wordnet_is_taken_or_replaced(folder, monkeypatch, capsys):
    class Lemmatiser:
        """Stands for WordNet's."""

        def lemmatize(self, word):
            return {"wolves": "wolf"}.get(word, word)

    put(folder, language.WORDNET, lexnames="")
    language.load()
    assert "plural rules as lemmatiser (WordNet failed:" in capsys.readouterr().out
    monkeypatch.setattr("nltk.stem.WordNetLemmatizer", Lemmatiser)
    assert language.load().lemmatise("wolves") == "wolf"
    assert "WordNet's lemmatiser" in capsys.readouterr().out


def test_nltk_own_folders_come_second(folder, tmp_path, monkeypatch):
    other = tmp_path / "other"
    put(other, language.STOP_WORDS, english="of")
    monkeypatch.setattr("nltk.data.path", [str(other)])
    assert language.load().stop_words == {"of"}
    put(folder, language.STOP_WORDS, english="by")
    assert language.load().stop_words == {"by"}


def test_damaged_data_are_refused_with_a_name(folder):
    put(folder, language.STOP_WORDS, german="der")
    with pytest.raises(StorageError, match=r"stopwords\.zip holds no file stopwords/english"):
        language.load()
    (folder / "corpora" / "stopwords.zip").write_bytes(b"not an archive")
    with pytest.raises(StorageError, match=r"stopwords\.zip is damaged"):
        language.load()


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("otters", "otter"),
        ("parties", "party"),
        ("glasses", "glass"),
        ("boxes", "box"),
        ("churches", "church"),
        ("dishes", "dish"),
        ("glass", "glass"),
        ("bus", "bus"),
        ("this", "this"),
        ("famous", "famous"),
        ("was", "was"),
        ("gas", "gas"),
        ("otter", "otter"),
    ],
)
def test_plural_rules(word, lemma):
    assert language.singular(word) == lemma
