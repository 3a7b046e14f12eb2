"""NLTK with and without its data.

NLTK's tokenisers and stemmers are code and always work. Its stop words, its lemmatiser and its
sentiment lexicon are data that come separately. `load` takes what this machine has, puts a
documented stand-in in place of the rest, and says so in one line. Nothing is downloaded here:
`command` is what a learner runs once to get a resource with NLTK's own downloader.

NLTK's data are looked for in the folder `nltk_data` of $COURSE_DATA, then where NLTK itself
looks; COURSE_DATA=embedded takes the stand-ins. Archives are read as they are.
"""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any, NamedTuple

from utils import storage
from utils.storage import StorageError

STOP_WORDS = "corpora/stopwords"
WORDNET = "corpora/wordnet"
SENTIMENT = "sentiment/vader_lexicon"
UNPACKED = 200_000_000  # Bytes; the largest archive of interest, WordNet, needs 36 million.

# Stand-in for VADER's 7,500 words: valence from -4 (worst) to 4 (best), on VADER's scale.
FEW_WORDS = {
    2.5: "wonderful excellent great best love loved happy brave beautiful brilliant perfect",
    1.8: "kind honest good clever gentle polite useful funny nice fresh smart enjoyable",
    1.0: "like fair share promises help warm clear easy true",
    -1.0: "slow old cold late dull hide ignore mistaken forget problem",
    -1.8: "lazy rude greedy selfish useless boring sneaky bad wrong stupid fool silly",
    -2.5: "worst terrible awful hate hated liar lying horrible lie dreadful mess",
}
# Stand-in for WordNet: plural endings, and words that only look like plurals.
PLURALS = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""))
NO_PLURALS = ("ss", "us", "is", "ous", "as")


class Language(NamedTuple):
    """What a lesson on English text needs.

    Attributes:
        stop_words: words too common to tell texts apart, in lower case.
        lemmatise: takes a word in lower case, gives its dictionary form: "parties" → "party".
        sentiment: takes a text, gives a number from -1 (all blame) to 1 (all praise).
    """

    stop_words: frozenset[str]
    lemmatise: Callable[[str], str]
    sentiment: Callable[[str], float]


def load() -> Language:
    """Stop words, lemmatiser and sentiment scorer; prints one line that says which ones.

    Raises:
        StorageError: a file that was found is damaged.
    """
    parts = {STOP_WORDS: _stop_words(), WORDNET: _lemmatiser(), SENTIMENT: _sentiment()}
    tools, names = zip(*parts.values(), strict=True)
    line = f"Language: {', '.join(names)}"
    missing = [resource for resource in parts if find(resource) is None]
    if missing:
        if storage.wants_embedded():
            line += ", all embedded"
        line += f" (`{command(*missing)}` gets NLTK's own)"
    print(f"{line}.")
    return Language(*tools)


def command(*resources: str) -> str:
    """What to type to get these resources with NLTK's downloader."""
    return f"python -m nltk.downloader {' '.join(name.split('/')[-1] for name in resources)}"


def find(resource: str) -> pathlib.Path | None:
    """Where NLTK's `resource` is on this machine: a zip archive or a folder; None if nowhere.

    Args:
        resource: "corpora/stopwords".
    """
    if storage.wants_embedded():
        return None
    for folder in _folders():
        for path in (folder / f"{resource}.zip", folder / resource):
            if path.is_file() or (path.is_dir() and path.suffix != ".zip"):
                return path
    return None


def read(found: pathlib.Path, name: str) -> bytes:
    """The content of one file of a resource.

    Args:
        found: the archive or folder, from `find`.
        name: the file's name, "english".

    Raises:
        StorageError: it holds no such file, or is damaged.
    """
    if found.suffix != ".zip":
        if not (found / name).is_file():
            raise StorageError(f"{found} holds no file {name}. Get it again, or take it away.")
        return (found / name).read_bytes()
    with storage.open_zip(found, UNPACKED) as archive:
        member = f"{found.stem}/{name}"
        if member not in archive.namelist():
            raise StorageError(f"{found} holds no file {member}. Get it again, or take it away.")
        return archive.read(member)


def _folders() -> list[pathlib.Path]:
    """Folders with NLTK's data, best first."""
    import nltk

    chosen = storage.chosen_folder()
    own = [chosen / "nltk_data"] if chosen else []
    return [*own, *(pathlib.Path(folder) for folder in nltk.data.path)]


def _stop_words() -> tuple[frozenset[str], str]:
    """NLTK's stop words, or scikit-learn's."""
    found = find(STOP_WORDS)
    if found is None:
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        return ENGLISH_STOP_WORDS, f"{len(ENGLISH_STOP_WORDS)} stop words of scikit-learn"
    words = frozenset(read(found, "english").decode("utf-8").split())
    return words, f"{len(words)} stop words of NLTK"


def _lemmatiser() -> tuple[Callable[[str], str], str]:
    """WordNet's lemmatiser for nouns, or rules for plurals."""
    if find(WORDNET) is None:
        return singular, "plural rules as lemmatiser"
    import nltk
    from nltk.stem import WordNetLemmatizer

    nltk.data.path[:] = map(str, dict.fromkeys(_folders()))
    lemmatiser = WordNetLemmatizer()
    try:
        lemmatiser.lemmatize("parties")
    except Exception as error:  # A damaged archive, or one that NLTK refuses to trust.
        return singular, f"plural rules as lemmatiser (WordNet failed: {type(error).__name__})"
    return lemmatiser.lemmatize, "WordNet's lemmatiser"


def singular(word: str) -> str:
    """The word without its plural ending, by rule: "parties" → "party", "bus" stays."""
    if len(word) > 3 and not word.endswith(NO_PLURALS):
        for ending, replacement in PLURALS:
            if word.endswith(ending):
                return word.removesuffix(ending) + replacement
    return word


def _sentiment() -> tuple[Callable[[str], float], str]:
    """VADER's rules with its own lexicon, or with FEW_WORDS."""
    found = find(SENTIMENT)
    if found is None:
        lexicon = {word: valence for valence, words in FEW_WORDS.items() for word in words.split()}
        name = f"VADER's rules for {len(lexicon)} words"
    else:
        lexicon = {}
        for line in read(found, "vader_lexicon.txt").decode("utf-8").splitlines():
            if line.strip():
                word, valence = line.split("\t")[:2]
                lexicon[word] = float(valence)
        name = f"VADER's rules for {len(lexicon):,} words"
    return _vader(lexicon), name


def _vader(lexicon: dict[str, float]) -> Callable[[str], float]:
    """NLTK's sentiment scorer with this lexicon: "compound", from -1 to 1."""
    from nltk.sentiment.vader import SentimentIntensityAnalyzer, VaderConstants

    class Analyzer(SentimentIntensityAnalyzer):
        """The scorer, with a lexicon that needs no file of NLTK's."""

        def __init__(self) -> None:
            self.lexicon = lexicon
            self.constants = VaderConstants()

    analyzer: Any = Analyzer()
    return lambda text: analyzer.polarity_scores(text)["compound"]
