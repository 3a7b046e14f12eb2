"""The course as a website: `make book`, into build/book/html.

Copies lessons and guides into build/book/source, makes of them what a web page needs, and lets
Sphinx with MyST-NB render them with the committed outputs. Nothing is executed. Formulas,
fonts and search work without a network. A link that leads nowhere, a missing picture and any
other warning stop the build.

    python -m tools.book [--mathjax FOLDER]
"""

from __future__ import annotations

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

import nbformat

from tools import notebooks, repository

BUILD = notebooks.ROOT / "build" / "book"
SETTINGS = notebooks.ROOT / "docs" / "book"
MATHJAX = notebooks.ROOT / ".venv-book" / "node_modules" / "mathjax" / "es5" / "tex-svg.js"
PARTS = {  # the headings of the navigation, and where each ends
    "Start": "00",
    "Foundations": "06",
    "Images": "13",
    "Text": "17",
    "Further": "99",
}
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")


def page(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A lesson as a page: alternative texts where MyST-NB reads them, no set-up cell, no badge.

    The badge goes because the page has its own button for Colab, and since its picture would
    be fetched from another server.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for output in cell.outputs:
                alt = output.get("metadata", {}).get("image/png", {}).get("alt")
                if alt:
                    cell.metadata["mystnb"] = {"image": {"alt": alt}}
            tags = set(notebooks.tags(cell))
            if "setup" in tags:
                cell.metadata["tags"] = ["remove-input"]
            elif "check" in tags:
                cell.metadata["tags"] = ["remove-output"]  # "not answered yet" is no news here
        else:
            cell.source = without_badges(cell.source)
    return notebook


def without_badges(text: str) -> str:
    """Markdown without its badges: pictures that are links to elsewhere."""
    return re.sub(r"\[!\[[^\]]*\]\([^)]*\)\]\([^)]*\)", "", text)


def guide(text: str, folder: pathlib.PurePosixPath, pages: set[str], address) -> str:
    """A Markdown file as a page: links to files that are no pages lead to the repository.

    Args:
        text: the file's content.
        folder: its folder, relative to the repository's root.
        pages: every page of the website, relative to the root.
        address: the `repository.Repository` that holds the rest.
    """

    def mended(found: re.Match) -> str:
        words, target = found.groups()
        place, _, _ = target.partition("#")
        if "://" in target or target.startswith(("#", "mailto:")) or not place:
            return found[0]
        file = pathlib.Path(os.path.normpath(notebooks.ROOT / folder / place))
        name = file.relative_to(notebooks.ROOT).as_posix()
        if name in pages or not file.exists():  # Sphinx reports what does not exist
            return found[0]
        kind = "tree" if file.is_dir() else "blob"
        return f"[{words}]({address.url}/{kind}/{address.branch}/{name})"

    return LINK.sub(mended, without_badges(text))


def navigation(names: list[str], guides: list[str]) -> str:
    """The table of contents that Sphinx reads, for the end of the home page."""
    rest, blocks = list(names), []
    for caption, last in PARTS.items():
        part = [name for name in rest if pathlib.PurePath(name).name[:2] <= last]
        rest = [name for name in rest if name not in part]
        if part:
            blocks.append((caption, part))
    blocks.append(("For teachers and authors", guides))
    return "\n".join(
        f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n" + "\n".join(entries) + "\n```"
        for caption, entries in blocks
    )


def prepare(source: pathlib.Path) -> None:
    """Write every page into an empty folder, as Sphinx will read it."""
    shutil.rmtree(source, ignore_errors=True)
    address, root = repository.current(), notebooks.ROOT
    lessons = [path.relative_to(root).as_posix() for path in notebooks.lessons()]
    guides = sorted(path.relative_to(root).as_posix() for path in root.glob("docs/*.md"))
    guides.append("data/README.md")
    pages = {*lessons, *guides}
    for name in lessons:
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(page(notebooks.read(root / name)), target)
    for name in ("README.md", *guides):
        target = source / name.replace("README.md", "index.md", 1 if name == "README.md" else 0)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (root / name).read_text(encoding="utf-8")
        text = guide(text, pathlib.PurePosixPath(name).parent, pages, address)
        if name == "README.md":
            text += navigation(lessons, guides)
        target.write_text(text, encoding="utf-8")
    for picture in root.glob("docs/*.png"):
        shutil.copy(picture, source / "docs" / picture.name)


def build(source: pathlib.Path, target: pathlib.Path, mathjax: pathlib.Path) -> None:
    """Render the prepared pages.

    Raises:
        SystemExit: MathJax is missing, or Sphinx had something to complain about.
    """
    if not mathjax.exists():
        raise SystemExit(f"{mathjax} is missing: run `make book`, which fetches it from npm.")
    shutil.rmtree(target, ignore_errors=True)
    address = repository.current()
    settings = {"COURSE_URL": address.url, "COURSE_BRANCH": address.branch}
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q"]
    command += ["-c", str(SETTINGS), "-d", str(target.parent / "doctrees"), "-j", "2"]
    finished = subprocess.run(
        [*command, str(source), str(target)], env={**os.environ, **settings}, check=False
    )
    if finished.returncode:
        raise SystemExit("The website was not built: mend what Sphinx names above.")
    static = target / "_static" / "mathjax"
    static.mkdir(parents=True, exist_ok=True)
    shutil.copy(mathjax, static / mathjax.name)


def main() -> None:
    """Prepare and build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mathjax", type=pathlib.Path, default=MATHJAX)
    arguments = parser.parse_args()
    prepare(BUILD / "source")
    build(BUILD / "source", BUILD / "html", arguments.mathjax)
    print(f"The website stands: open {BUILD / 'html' / 'index.html'}")


if __name__ == "__main__":
    main()
