"""Where the course lives: one address in pyproject.toml, stamped into notebooks and README.

    python -m tools.repository --url https://github.com/someone/course --branch main

Colab badges and set-up cells then fetch from there. Without arguments it stamps the address
that pyproject.toml holds, which also renews the set-up cells after a change of their template.
"""

from __future__ import annotations

import argparse
import dataclasses
import pathlib
import re
import urllib.parse

import nbformat

from tools import notebooks

PYPROJECT = notebooks.ROOT / "pyproject.toml"
TEMPLATE = notebooks.ROOT / "tools" / "setup_cell.py"
BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
_BADGE_LINE = re.compile(r"^\[!\[Open in Colab\].*$", re.MULTILINE)
_URL_LINE = re.compile(r'^(repository = )"(.*)"$', re.MULTILINE)
_BRANCH_LINE = re.compile(r'^(branch = )"(.*)"$', re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Repository:
    """The course's address: an https URL without trailing slash, and a branch."""

    url: str
    branch: str

    def colab(self, path: pathlib.Path) -> str:
        """The address under which Colab opens a notebook of this repository."""
        owner_and_name = urllib.parse.urlsplit(self.url).path.strip("/").removesuffix(".git")
        place = path.resolve().relative_to(notebooks.ROOT).as_posix()
        return (
            f"https://colab.research.google.com/github/{owner_and_name}/blob/{self.branch}/{place}"
        )

    def badge(self, path: pathlib.Path) -> str:
        """The line of Markdown that shows the badge and opens the notebook on Colab."""
        return f"[![Open in Colab]({BADGE})]({self.colab(path)})"

    def setup_cell(self) -> str:
        """The code of the set-up cell."""
        template = TEMPLATE.read_text(encoding="utf-8").strip()
        return template.replace("@REPOSITORY@", self.url).replace("@BRANCH@", self.branch)


def current() -> Repository:
    """The address that pyproject.toml holds."""
    text = PYPROJECT.read_text(encoding="utf-8")
    url, branch = _URL_LINE.search(text), _BRANCH_LINE.search(text)
    if not url or not branch:
        raise SystemExit(f"{PYPROJECT} needs the lines `repository = ...` and `branch = ...`.")
    return Repository(url.group(2), branch.group(2))


def change(url: str | None = None, branch: str | None = None) -> Repository:
    """Write another address into pyproject.toml.

    Raises:
        SystemExit: the URL is not one that git and Colab can use, or the branch name is odd.
    """
    old = current()
    new = Repository((url or old.url).rstrip("/").removesuffix(".git"), branch or old.branch)
    if not re.fullmatch(r"https://[\w.-]+/[\w.-]+/[\w.-]+", new.url):
        raise SystemExit(f"'{url}' is not an address such as https://github.com/someone/course.")
    if not re.fullmatch(r"[\w][\w./-]*", new.branch):
        raise SystemExit(f"'{branch}' is not a name for a branch.")
    text = PYPROJECT.read_text(encoding="utf-8")
    text = _URL_LINE.sub(rf'\g<1>"{new.url}"', text)
    PYPROJECT.write_text(_BRANCH_LINE.sub(rf'\g<1>"{new.branch}"', text), encoding="utf-8")
    return new


def stamp(notebook: nbformat.NotebookNode, path: pathlib.Path, repository: Repository) -> None:
    """Put the badge into the first cell and the set-up cell into the one tagged `setup`."""
    first = notebook.cells[0]
    if not _BADGE_LINE.search(first.source):
        first.source = first.source.rstrip() + "\n\n[![Open in Colab]"
    first.source = _BADGE_LINE.sub(lambda _: repository.badge(path), first.source)
    for cell in notebook.cells:
        if "setup" in notebooks.tags(cell):
            cell.source = repository.setup_cell()


def unstamp(notebook: nbformat.NotebookNode) -> None:
    """Take the badge out of the first cell, for copies that Colab cannot open."""
    first = notebook.cells[0]
    first.source = _BADGE_LINE.sub("", first.source).strip()


def main() -> None:
    """Change the address if one is given; stamp it everywhere."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url")
    parser.add_argument("--branch")
    arguments = parser.parse_args()
    repository = change(arguments.url, arguments.branch)
    for path in notebooks.lessons():
        notebook = notebooks.read(path)
        stamp(notebook, path, repository)
        notebooks.write(notebook, path)
    from tools import lesson_map

    lesson_map.write()
    print(f"Stamped {repository.url} ({repository.branch}) into the notebooks and the README.")


if __name__ == "__main__":
    main()
