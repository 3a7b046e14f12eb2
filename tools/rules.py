"""The rules for notebooks (docs/CONTRIBUTING.md), each with a sentence that says how to mend.

    python -m tools.rules [02 05 ...]

`problems(notebook, path)` gives the list for one lesson; the tests demand that it is empty and
that every rule catches a notebook that breaks it.
"""

from __future__ import annotations

import argparse
import ast
import io
import pathlib
import re
import sys
import tokenize
from collections.abc import Callable, Iterator

import nbformat

from tools import notebooks, repository
from tools.notebooks import tags

Problems = Iterator[str]
Rule = Callable[[nbformat.NotebookNode, pathlib.Path], Problems]

LARGEST_FILE = 1_000_000  # bytes
LARGEST_CELL = 20  # lines of code, without blank lines, comments and alt texts
LONGEST_LINE = 88  # characters, as in notebooks/ruff.toml
SHORTEST_ALT = 40  # characters
SECONDS = 60  # of computing, the most that any lesson may take
PATIENCE = 1.5  # a run may take this much longer than the lesson's second cell says
RUN = "run `make run LESSONS=NN`"

# Lessons that teach TensorFlow itself and may import it.
TEACHES_TENSORFLOW = ("03", "04", "19")
LAST_SECTIONS = ("Recap", "Common mistakes", "Go further")
OLD_KERAS = {
    r"\blr\s*=": "`lr=` is `learning_rate=` in Keras 3",
    r"\bfit_generator\b": "`fit_generator` is gone: `fit` takes generators",
    r"\bpredict_classes\b": "`predict_classes` is gone: take the argmax of `predict`",
    r"tf\.keras|tensorflow\.keras": "import `keras` itself, not the copy inside TensorFlow",
    r"(?<!\.weights)\.h5\b": "save models as `.keras`",
    r"validation_data\s*=\s*\(?[^)\n]*test": "test data must not be `validation_data`",
    r"from\s+[\w.]+\s+import\s+\*": "no star imports: name what you need",
    r"get_ipython\(": "no calls into IPython: they fail outside of it",
    r"plt\.show\(": "end the cell with `plotting.show(figure, alt=...)`",
}
PRIVATE = re.compile(r"/root/|/home/\w+|/Users/\w+|/tmp/|C:\\\\Users")


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The code cells, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def text(notebook: nbformat.NotebookNode) -> str:
    """All Markdown of a notebook."""
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


# --- the file -----------------------------------------------------------------------------


def well_formed(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """nbformat 4.5, kernel python3, ids that are readable and unique, no editor metadata."""
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        yield f"the format is {notebook.nbformat}.{notebook.nbformat_minor}, not 4.5: {RUN}"
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        yield f"the kernel is not python3: {RUN}"
    extra = set(notebook.metadata) - {"kernelspec", "language_info", "course"}
    if extra:
        yield f"metadata of a widget or editor: {', '.join(sorted(extra))}; {RUN}"
    ids = [cell.get("id", "") for cell in notebook.cells]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"two cells have the id '{name}': rename one"
    for number, cell in enumerate(notebook.cells):
        if not re.fullmatch(r"[a-z][a-z0-9-]{2,}", cell.get("id", "")):
            yield f"cell {number} needs an id in words, such as 'draw-curves': {cell.get('id')!r}"
        extra = set(cell.metadata) - {"tags"}
        if extra:
            yield f"cell '{cell.get('id')}' has metadata {', '.join(sorted(extra))}: {RUN}"
        unknown = set(tags(cell)) - set(notebooks.TAGS)
        if unknown:
            yield f"cell '{cell.get('id')}': unknown tags {', '.join(sorted(unknown))}"


def small(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """At most one megabyte."""
    size = len(nbformat.writes(notebook).encode())
    if size > LARGEST_FILE:
        yield f"{size / 1e6:.1f} MB, more than 1 MB: fewer or smaller figures"


# --- the form of a lesson -----------------------------------------------------------------


def opens_as_a_lesson(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """Title, promise and badge; what you will learn; the set-up cell."""
    if len(notebook.cells) < 4:
        yield "a lesson begins with title, overview, set-up cell and imports"
        return
    first, second, third = notebook.cells[:3]
    number = path.stem[:2]
    if not re.match(rf"# {number} · \S", first.source):
        yield f"the first line should be '# {number} · Title'"
    if len(first.source.split("\n\n")) < 3:
        yield "the first cell needs title, a paragraph of promise, and the badge"
    address = repository.current()
    if address.badge(path) not in first.source:
        yield "the Colab badge is missing or points elsewhere: run `make repository`"
    bullets = len(re.findall(r"^- ", second.source, re.MULTILINE))
    if not second.source.startswith("## What you will learn") or not 3 <= bullets <= 5:
        yield "the second cell needs '## What you will learn' and 3 to 5 points"
    if "**You need**" not in second.source:
        yield "the second cell needs a line '**You need** · ...'"
    if not re.search(r"\*\*Time\*\* · \d+ min.*about \d+ s", second.source):
        yield "the second cell needs '**Time** · 40 min ... about 20 s of computing ...'"
    if "setup" not in tags(third) or third.source.strip() != address.setup_cell():
        yield "the third cell should be the set-up cell as it stands: run `make repository`"


def closes_as_a_lesson(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """One title; recap, common mistakes and references at the end."""
    headings = re.findall(r"^(#+) (.+)$", _without_fences(text(notebook)), re.MULTILINE)
    titles = [name for marks, name in headings if marks == "#"]
    if len(titles) != 1:
        yield f"one title with a single #, not {len(titles)}"
    sections = [name for marks, name in headings if marks == "##"]
    if tuple(sections[-3:]) != LAST_SECTIONS:
        yield f"the last sections should be {', '.join(LAST_SECTIONS)}"
    if sum(bool(re.search(r"\(\d{4}\)", line)) for line in text(notebook).splitlines()) < 1:
        yield "'Go further' should name a paper or book with its year"


def headline_once(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """One cell prints the result for the map of lessons."""
    chosen = [cell for cell in notebook.cells if "headline" in tags(cell)]
    printed = ["".join(out.get("text", "") for out in cell.get("outputs", [])) for cell in chosen]
    if len(chosen) != 1 or len(printed[0].strip().splitlines()) != 1:
        yield "one cell with the tag 'headline' should print one line"


def exercises_complete(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """Two to five exercises: task, stub, check, then folded hint and solution."""
    stubs = [i for i, cell in enumerate(notebook.cells) if "exercise" in tags(cell)]
    checks = [i for i, cell in enumerate(notebook.cells) if "check" in tags(cell)]
    if not 2 <= len(stubs) <= 5:
        yield f"{len(stubs)} exercises: there should be 2 to 5"
    if [i + 1 for i in stubs] != checks:
        yield "each stub (tag 'exercise') should be followed by its check (tag 'check')"
        return
    for number, i in enumerate(stubs, start=1):
        where = f"exercise {number}"
        if f"### Exercise {number} · " not in notebook.cells[i - 1].source:
            yield f"{where}: the cell before the stub should begin '### Exercise {number} · Name'"
        if "..." not in notebook.cells[i].source:
            yield f"{where}: the stub needs a literal ... in place of the answer"
        if not re.fullmatch(r"check\.\w+\([\w, ]+\)", notebook.cells[i + 1].source.strip()):
            yield f"{where}: the check should be one call, such as check.leaky_relu(leaky_relu)"
        shown = "".join(
            out.get("data", {}).get("text/plain", "") for out in notebook.cells[i + 1].outputs
        )
        if "Not answered yet" not in shown:
            yield f"{where}: untouched, its check should say 'Not answered yet': {RUN}"
        folded = "\n".join(cell.source for cell in notebook.cells[i + 2 : i + 4])
        for name in ("Hint", "Solution"):
            if f"<details><summary>{name}</summary>\n\n" not in folded:
                yield f"{where}: needs a folded '<details><summary>{name}</summary>'"
        if not solution(notebook, i):
            yield f"{where}: the folded solution needs a ```python block"


def solution(notebook: nbformat.NotebookNode, stub: int) -> str:
    """The code of the folded solution that belongs to the stub at this index; '' without."""
    folded = "\n".join(cell.source for cell in notebook.cells[stub + 2 : stub + 4])
    _, _, after = folded.partition("<summary>Solution</summary>")
    found = re.search(r"```python\n(.*?)```", after, re.DOTALL)
    return found.group(1) if found else ""


# --- code ---------------------------------------------------------------------------------


def plain_python(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """No shell lines, no magics but %matplotlib (nbval skips a cell with an unknown one)."""
    for cell in code_cells(notebook):
        lines = cell.source.splitlines()
        odd = [line for line in lines if re.match(r"\s*[!%?]", line)]
        odd = [line for line in odd if not line.startswith("%matplotlib")]
        if odd:
            yield f"cell '{cell.id}': no magics and no shell lines: {odd[0].strip()}"
            continue
        try:
            ast.parse("\n".join(line for line in lines if not line.startswith("%")))
        except SyntaxError as error:
            yield f"cell '{cell.id}' is not Python: {error}"
        count = _lines_to_read(cell.source)
        if count > LARGEST_CELL and "setup" not in tags(cell):
            yield f"cell '{cell.id}' has {count} lines: split it, at most {LARGEST_CELL}"


def _lines_to_read(source: str) -> int:
    """Lines without blank ones, comments, and alt texts, which are for other readers."""
    source = re.sub(r"plotting\.show\(.*?\n\)", "plotting.show()", source, flags=re.DOTALL)
    lines = [line.strip() for line in source.splitlines()]
    return sum(bool(line) and not line.startswith("#") for line in lines)


def comments_split_no_code(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """No code on several lines that would fit on one, were it not for the comment behind it."""
    for cell in notebook.cells:
        fenced = re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL)
        for source in [cell.source] if cell.cell_type == "code" else fenced:
            for line in _split_for_a_comment(source):
                yield f"cell '{cell.id}': put the comment above the code that it splits: {line}"


def _split_for_a_comment(source: str) -> Iterator[str]:
    """Lines such as ')  # (batch, units)': ruff opened the bracket to make room for the comment."""
    lines = source.splitlines()
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return  # plain_python says so
    begins = list(range(len(lines) + 2))  # for each row, where the brackets closed in it open
    opened: list[int] = []
    uneasy: set[int] = set()  # rows that cannot be joined: other comments, strings of many lines
    for token in tokens:
        row, column = token.start
        if token.type == tokenize.OP and token.string in "([{":
            opened.append(row)
        elif token.type == tokenize.OP and token.string in ")]}" and opened:
            begins[row] = min(begins[row], begins[opened.pop()])
        elif token.type == tokenize.COMMENT:
            rows = range(begins[row], row)
            code = _joined([*lines[begins[row] - 1 : row - 1], lines[row - 1][:column]])
            closes = lines[row - 1].lstrip().startswith((")", "]", "}"))
            fits = len(code) <= LONGEST_LINE and uneasy.isdisjoint(rows)
            if closes and rows and fits and "fmt:" not in token.string:
                yield lines[row - 1].strip()
            uneasy.add(row)
        elif row != token.end[0]:
            uneasy.update(range(row, token.end[0] + 1))


def _joined(lines: list[str]) -> str:
    """Code on one line, as ruff would write it; the first line keeps its indentation."""
    code = " ".join([lines[0].rstrip(), *(line.strip() for line in lines[1:])])
    return re.sub(r",? (?=[)\]}])", "", re.sub(r"(?<=[(\[{]) ", "", code))


def keras_3(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """Habits of Keras 3, and no TensorFlow where it is not taught."""
    for cell in code_cells(notebook):
        for pattern, advice in OLD_KERAS.items():
            if re.search(pattern, cell.source):
                yield f"cell '{cell.id}': {advice}"
        imports = re.search(r"^\s*(import|from) tensorflow\b", cell.source, re.MULTILINE)
        if imports and not path.stem.startswith(TEACHES_TENSORFLOW):
            yield f"cell '{cell.id}': only lessons that teach TensorFlow import it"


# --- outputs ------------------------------------------------------------------------------


def executed(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """Run top to bottom in a fresh kernel: counts 1 to n, no stderr, no error, in time."""
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"not executed top to bottom in a fresh kernel: {RUN}"
    seconds = notebook.metadata.get("course", {}).get("seconds")
    if seconds is None:
        yield f"its seconds are not on record: {RUN}"
    elif seconds > SECONDS:
        yield f"it took {seconds} s; {SECONDS} s is the most"
    promised = re.search(r"about (\d+) s", notebook.cells[1].source)
    if seconds and promised and seconds > PATIENCE * int(promised.group(1)):
        yield f"it promises about {promised.group(1)} s of computing and took {seconds} s"
    for cell in code_cells(notebook):
        for out in cell.outputs:
            if out.output_type == "error":
                yield f"cell '{cell.id}' shows an error: mend it and {RUN}"
            if out.get("name") == "stderr":
                yield f"cell '{cell.id}' writes to stderr: {out.text.strip()[:80]}"
            if out.output_type == "stream" and PRIVATE.search(out.text):
                yield f"cell '{cell.id}' prints a path of this machine"
            if "application/vnd.jupyter.widget-view+json" in out.get("data", {}):
                yield f"cell '{cell.id}' keeps a widget that readers cannot see: {RUN}"


def figures_described(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """Every figure has an alternative text of its own."""
    seen: set[str] = set()
    for cell in code_cells(notebook):
        for out in cell.outputs:
            if "image/png" not in out.get("data", {}):
                continue
            alt = out.metadata.get("image/png", {}).get("alt", "")
            if len(alt) < SHORTEST_ALT:
                yield f"cell '{cell.id}': a figure without alt text: plotting.show(figure, alt=...)"
            elif alt in seen:
                yield f"cell '{cell.id}': a figure repeats the alt text of another"
            seen.add(alt)


def links_hold(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """Links lead to the web or to another lesson: nothing else is on the website."""
    for target in re.findall(r"\]\(([^)\s]+)\)", _without_fences(text(notebook))):
        if re.match(r"https?://|mailto:|#", target):
            continue
        if not (path.parent / target.split("#")[0]).exists():
            yield f"the link to '{target}' leads nowhere"
        elif "/" in target:
            yield f"the website has no '{target}': name the file without a link"


def _without_fences(markdown: str) -> str:
    return re.sub(r"```.*?```", "", markdown, flags=re.DOTALL)


def filled_in(notebook: nbformat.NotebookNode, path: pathlib.Path) -> Problems:
    """Nothing is left of what `make new-lesson` asks to fill in."""
    for cell in notebook.cells:
        left = cell.source.count("FILL IN")
        if left:
            yield f"cell '{cell.id}': {left} × FILL IN left to write"


RULES: tuple[Rule, ...] = (
    well_formed,
    small,
    opens_as_a_lesson,
    closes_as_a_lesson,
    headline_once,
    exercises_complete,
    plain_python,
    comments_split_no_code,
    keras_3,
    executed,
    figures_described,
    links_hold,
    filled_in,
)


def problems(notebook: nbformat.NotebookNode, path: pathlib.Path) -> list[str]:
    """What a notebook breaks, one sentence each; empty when it keeps every rule."""
    return [f"{rule.__name__}: {sentence}" for rule in RULES for sentence in rule(notebook, path)]


def main() -> int:
    """Print the problems of the lessons that are named, or of all; 1 if there is one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*")
    found = 0
    for path in notebooks.lessons(parser.parse_args().lessons):
        for sentence in problems(notebooks.read(path), path):
            found += 1
            print(f"{path.name}: {sentence}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
