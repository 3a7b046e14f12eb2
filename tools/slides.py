"""Slides of a lesson: one page of HTML that needs no network, shown with reveal.js.

Made from the committed notebook, so that a figure on a slide is the figure of the lesson.
Slides go right from section to section and down within one. A section's prose shrinks to the
first sentence of each paragraph; headings, formulas, tables, lists, predictions stay whole.
The full prose and the instructor's notes are in the speaker's view (key S). Code stands on a
slide with what it printed, and a figure alone, with "What you see" held back until the next
click. Set-up, widgets, checks, hints and solutions stay in the notebook.

reveal.js 5.2.1 lies in tools/slide_template/reveal/ with its licence and goes into the page;
formulas become MathML, which browsers draw by themselves.
"""

from __future__ import annotations

import copy
import re

import jinja2
import nbformat
from latex2mathml import converter
from nbconvert.exporters import SlidesExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from tools import notebooks, repository
from tools.notebooks import tags
from tools.teaching import Teaching

TEMPLATE = notebooks.ROOT / "tools" / "slide_template"
REVEAL = TEMPLATE / "reveal"
UNSHOWN = {"setup", "check", "notes"}  # cells with one of these tags stay in the notebook
WHOLE = re.compile(r"(#|>|\||- |\* |\d+\. |\$\$|```|    )")  # how blocks begin that stay whole
LINES = 18  # of code and output: more are set smaller
ENOUGH = 60  # characters: a paragraph is not cut down to less
SENTENCE = re.compile(r"(?<=[.!?…])(?=\s+[^a-z\s])")


class MathRenderer(IPythonRenderer):
    """Writes formulas as MathML instead of leaving them to a script from the network."""

    def inline_math(self, body: str) -> str:
        """A formula within a line."""
        return converter.convert(body)

    def block_math(self, body: str) -> str:
        """A formula on a line of its own."""
        return converter.convert(body, display="block")


class Exporter(SlidesExporter):
    """nbconvert's slides, with the course's template and formulas as MathML."""

    @jinja2.pass_context
    def markdown2html(self, context: dict, source: str) -> str:
        """Markdown as HTML; replaces the filter of the same name."""
        renderer = MathRenderer(escape=False, exclude_anchor_links=True)
        return MarkdownWithMath(renderer=renderer).render(source)


def page(notebook: nbformat.NotebookNode, known: Teaching | None = None) -> str:
    """The slides of a lesson as one HTML document.

    Args:
        notebook: the lesson, executed.
        known: the instructor's notes.
    """
    exporter = Exporter(
        extra_template_basedirs=[str(TEMPLATE.parent)],
        template_name=TEMPLATE.name,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    resources = {"metadata": {"name": notebooks.title(notebook)}}
    html, _ = exporter.from_notebook_node(deck(notebook, known), resources)
    # The scripts go in last: they are not to be parsed as the page is.
    for name in ("reveal.css", "reveal.js", "notes.js"):
        text = (REVEAL / name).read_text(encoding="utf-8")
        html = html.replace(f"@{name}@", re.sub(r"//# sourceMappingURL=\S+", "", text))
    return html


def deck(notebook: nbformat.NotebookNode, known: Teaching | None = None) -> nbformat.NotebookNode:
    """The notebook that the slides show: each cell's metadata says how it begins."""
    notebook = copy.deepcopy(notebook)
    repository.unstamp(notebook)
    notes = known.notes() if known else {}
    cells: list[nbformat.NotebookNode] = []
    for cell in notebook.cells:
        if UNSHOWN & set(tags(cell)) or "<details>" in cell.source:
            continue
        if cell.cell_type == "markdown":
            after_code = bool(cells) and cells[-1].cell_type == "code"
            cells += _prose(cell.source, notes.get(cell.id, ""), after_code=after_code)
        elif not re.match(r"import |from ", cell.source) and "widgets." not in cell.source:
            cells.append(_code(cell))
    for number, cell in enumerate(cells):
        cell.id = f"slide-{number}"
    return nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)


def _code(cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Code with what it printed; of a cell that draws, the figure alone."""
    draws = any("image/png" in output.get("data", {}) for output in cell.outputs)
    # A stub stands below its task.
    cell.metadata["slideshow"] = {"slide_type": "-" if "exercise" in tags(cell) else "subslide"}
    cell.metadata["transient"] = {"remove_source": draws}
    printed = "".join(output.get("text", "") for output in cell.outputs)
    if not draws and cell.source.count("\n") + printed.count("\n") > LINES:
        cell.metadata["slideshow"]["data"] = {"size": "small"}  # an attribute of the slide
    return cell


def _prose(source: str, note: str, *, after_code: bool) -> list[nbformat.NotebookNode]:
    """The slides of a Markdown cell, one for each heading in it, each with its notes.

    Args:
        source: the cell's Markdown.
        note: what the instructor says there.
        after_code: whether the cell follows a result, and what is said of that joins its slide.
    """
    cells = []
    for number, section in enumerate(_sections(source)):
        shown = [block if WHOLE.match(block) else gist(block) for block in section]
        said = note if number == 0 else ""
        if shown != section:
            said = "\n\n".join([*filter(None, [said]), "*In the lesson:*", *section])
        first = shown[0]
        if after_code and number == 0 and not first.startswith(("#", ">")):
            cells += [_markdown("notes", said)] if said else []
            cells.append(_markdown("fragment", "\n\n".join(shown)))
        else:
            top = first.startswith(("# ", "## "))
            cells.append(_markdown("slide" if top else "subslide", "\n\n".join(shown)))
            cells += [_markdown("notes", said)] if said else []
    return cells


def _markdown(kind: str, source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source, metadata={"slideshow": {"slide_type": kind}})


def _sections(source: str) -> list[list[str]]:
    """The blocks of a Markdown text, anew from each heading."""
    blocks = []
    for chunk in re.split(r"\n{2,}", source.strip()):
        if blocks and "\n\n".join(blocks[-1:]).count("```") % 2:
            blocks[-1] += f"\n\n{chunk}"  # a blank line within fenced code
        else:
            blocks.append(chunk)
    sections: list[list[str]] = []
    for block in blocks:
        if block.startswith("#") or not sections:
            sections.append([])
        sections[-1].append(block)
    return sections


def gist(paragraph: str) -> str:
    """A paragraph's first sentence, and the next ones too as long as that is very little.

    A full stop within a formula or code ends no sentence.
    """
    guarded = re.sub(r"\$[^$]*\$|`[^`]*`", lambda found: "x" * len(found.group()), paragraph)
    ends = [found.start() for found in SENTENCE.finditer(guarded)]
    return paragraph[: next((end for end in ends if end >= ENOUGH), len(paragraph))]
