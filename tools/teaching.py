"""What instructors know about a lesson: docs/teaching/NN_topic.yaml, one file a lesson.

    goal: what people can do afterwards, in one sentence
    plan:                      # the hour in the room, cell by cell
      - at: why-bend           # id of the Markdown cell where this part begins
        minutes: 8
        say: what to say there, what to draw, what to wait for
    stuck: [where people get stuck, and what helps, ...]
    ask: [a question for the room, and the answer, ...]
    cut: [what to leave out when time is short, ...]

`tools.workshop` puts these into instructor notebooks and slides; `write_guide` lists them in
docs/TEACHING.md.
"""

from __future__ import annotations

import dataclasses
import pathlib

import nbformat
import yaml

from tools import lesson_map, notebooks

FOLDER = notebooks.ROOT / "docs" / "teaching"
GUIDE = notebooks.ROOT / "docs" / "TEACHING.md"


@dataclasses.dataclass(frozen=True)
class Part:
    """One part of the hour: where it begins, how long it takes, what to say."""

    at: str
    minutes: int
    say: str


@dataclasses.dataclass(frozen=True)
class Teaching:
    """What docs/teaching/ holds about one lesson."""

    goal: str
    plan: tuple[Part, ...]
    stuck: tuple[str, ...]
    ask: tuple[str, ...]
    cut: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """How long the whole plan takes."""
        return sum(part.minutes for part in self.plan)

    def notes(self) -> dict[str, str]:
        """{id of a cell: the speaking note that belongs after it, in Markdown}.

        Each note begins with its place on the clock: minutes since the lesson began.
        """
        notes, clock = {}, 0
        for part in self.plan:
            end = clock + part.minutes
            notes[part.at] = f"**Minute {clock} to {end}** · {part.say}"
            clock = end
        return notes


def file_of(path: pathlib.Path) -> pathlib.Path:
    """The teaching file of the lesson with this notebook."""
    return FOLDER / f"{path.stem}.yaml"


def read(path: pathlib.Path) -> Teaching | None:
    """What is known about teaching the lesson with this notebook; None without a file.

    Raises:
        ValueError: the file lacks an entry or has an odd one; the message names it.
    """
    file = file_of(path)
    if not file.is_file():
        return None
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    names = {field.name for field in dataclasses.fields(Teaching)}
    if not isinstance(entries, dict) or set(entries) != names:
        raise ValueError(f"{file.name} needs the entries {', '.join(sorted(names))}, no others")
    try:
        plan = tuple(Part(**part) for part in entries["plan"])
    except TypeError as error:
        raise ValueError(f"{file.name}: each part of the plan needs at, minutes, say") from error
    lists = {name: tuple(entries[name]) for name in ("stuck", "ask", "cut")}
    return Teaching(goal=entries["goal"], plan=plan, **lists)


def problems(notebook: nbformat.NotebookNode, path: pathlib.Path) -> list[str]:
    """What in a lesson's teaching file does not fit its notebook; empty when all fits."""
    teaching = read(path)
    if teaching is None:
        return [f"docs/teaching/{path.stem}.yaml is missing: see tools/teaching.py for its form"]
    order = [cell.id for cell in notebook.cells if cell.cell_type == "markdown"]
    known = [part.at for part in teaching.plan if part.at in order]
    found = [
        f"no Markdown cell '{part.at}' in {path.name}"
        for part in teaching.plan
        if part.at not in order
    ]
    if known != sorted(known, key=order.index) or len(set(known)) < len(known):
        found.append("the parts of the plan should stand in the order of the lesson, each once")
    if any(part.minutes < 1 for part in teaching.plan):
        found.append("every part of the plan needs at least a minute")
    promised = int(lesson_map.reading_time(notebook).split()[0])
    if "FILL IN" in file_of(path).read_text(encoding="utf-8"):
        found.append("FILL IN is left to write")
    if teaching.plan and not 0.7 <= teaching.minutes / promised <= 1.3:
        found.append(f"the plan takes {teaching.minutes} min, the lesson promises {promised}")
    return found


def guide() -> str:
    """The part of docs/TEACHING.md that comes from the teaching files, in Markdown."""
    chapters = []
    for path in notebooks.lessons():
        teaching = read(path)
        if teaching is None:
            continue
        notebook = notebooks.read(path)
        minutes = f"{teaching.minutes} min" if teaching.plan else lesson_map.reading_time(notebook)
        chapters.append(
            f"### {notebooks.title(notebook)}\n\n"
            f"**Goal** · {teaching.goal}\n\n"
            f"**Time in the room** · {minutes}\n\n"
            + "\n\n".join(
                f"**{heading}**\n\n" + "\n".join(f"- {_one_line(entry)}" for entry in entries)
                for heading, entries in (
                    ("Where people get stuck", teaching.stuck),
                    ("Questions to ask", teaching.ask),
                    ("What to cut", teaching.cut),
                )
            )
        )
    return "\n\n".join(chapters)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def write_guide() -> None:
    """Replace the lessons between the two markers in docs/TEACHING.md."""
    text = GUIDE.read_text(encoding="utf-8")
    before, _, rest = text.partition(lesson_map.BEGIN)
    _, _, after = rest.partition(lesson_map.END)
    if not after:
        raise SystemExit(
            f"docs/TEACHING.md needs the two lines '{lesson_map.BEGIN}' and '{lesson_map.END}'."
        )
    GUIDE.write_text(
        f"{before}{lesson_map.BEGIN}\n\n{guide()}\n\n{lesson_map.END}{after}", encoding="utf-8"
    )


if __name__ == "__main__":
    write_guide()
