"""The kit for a room: nothing to copy for students, everything at hand for instructors."""

import functools
import re
import zipfile

import pytest

from tests.lessons import context
from tools import notebooks, rules, slides, teaching, workshop
from tools.notebooks import tags
from utils.checks.feedback import CORRECT, NOT_ANSWERED

LESSONS = notebooks.lessons()
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
PATH = notebooks.lessons(["02"])[0]


@functools.cache
def committed(path):
    return notebooks.read(path)


@functools.cache
def student(path):
    return workshop.student(committed(path))


@functools.cache
def instructor(path):
    return workshop.instructor(committed(path), teaching.read(path))


def stubs(notebook):
    """The indices of a notebook's exercise cells."""
    return [i for i, cell in enumerate(notebook.cells) if "exercise" in tags(cell)]


def text(notebook):
    return "\n".join(cell.source for cell in notebook.cells)


def lines_of_code(source):
    return {line.strip() for line in source.splitlines() if len(line.strip()) > 8}


# For students


def survivors(path, given):
    """Which lines of a lesson's solutions can be read in `given`, by exercise.

    What the lesson shows elsewhere, such as a line that an exercise repeats, is not counted.
    """
    taught = workshop.SOLUTION.sub("", text(committed(path)))
    return [
        [line for line in lines_of_code(solution) if line in text(given) and line not in taught]
        + ([solution] if solution.strip() in text(given) else [])
        for solution in (rules.solution(committed(path), i) for i in stubs(committed(path)))
    ]


@every_lesson
def test_no_solution_survives_in_a_student_build(path):
    assert not any(survivors(path, student(path)))
    assert "Solution</summary>" not in text(student(path))
    assert all(survivors(path, committed(path))), "a solution that is left would be noticed"


@every_lesson
def test_stubs_checks_and_hints_stay_and_outputs_go(path):
    notebook, given = committed(path), student(path)
    kept = [cell.source for cell in given.cells if {"exercise", "check"} & set(tags(cell))]
    assert kept == [
        cell.source for cell in notebook.cells if {"exercise", "check"} & set(tags(cell))
    ]
    assert all("..." in given.cells[index].source for index in stubs(given))
    assert text(given).count("<summary>Hint") == text(notebook).count("<summary>Hint")
    assert "colab.research.google.com" not in given.cells[0].source, "there are the solutions"
    for cell in rules.code_cells(given):
        assert not cell.outputs
        assert cell.execution_count is None


def test_a_students_stub_runs_and_its_check_answers():
    given = student(PATH)
    for index in stubs(given):
        names = dict(context(PATH))
        exec(given.cells[index].source, names)
        assert eval(given.cells[index + 1].source, names).state == NOT_ANSWERED


# For nbgrader


@every_lesson
def test_an_assignment_has_a_locked_point_for_each_exercise(path):
    given = workshop.assignment(committed(path))
    marks = [cell.metadata.nbgrader for cell in given.cells if "nbgrader" in cell.metadata]
    assert len({mark["grade_id"] for mark in marks}) == len(marks) == len(stubs(committed(path)))
    assert all(mark["grade"] and mark["locked"] and mark["points"] == 1 for mark in marks)
    without = [cell.source for cell in given.cells if "nbgrader" not in cell.metadata]
    assert without == [cell.source for cell in student(path).cells], "else nothing is added"


def test_a_point_is_for_a_correct_answer_alone():
    given = workshop.assignment(committed(PATH))
    answers = [rules.solution(committed(PATH), index) for index in stubs(committed(PATH))]
    for index, solution in zip(stubs(given), answers, strict=True):
        names = dict(context(PATH))
        exec(given.cells[index].source, names)
        assert eval(given.cells[index + 2].source, names) == 0.0
        exec(solution, names)
        assert eval(given.cells[index + 2].source, names) == 1.0


# For instructors


@every_lesson
def test_an_instructors_exercises_are_solved(path):
    """tests/test_exercises.py runs these solutions; here they stand in the right cells."""
    notebook, solved = committed(path), instructor(path)
    assert [solved.cells[index].source for index in stubs(solved)] == [
        rules.solution(notebook, index).strip() for index in stubs(notebook)
    ]
    for cell in rules.code_cells(solved):
        if {"exercise", "check"} & set(tags(cell)):
            assert not cell.outputs, "the output of a stub is not the solution's"
        else:
            (original,) = (other for other in notebook.cells if other.id == cell.id)
            assert cell == original


def test_an_instructors_solutions_run_green():
    solved = instructor(PATH)
    names = dict(context(PATH))
    for index in stubs(solved):
        exec(solved.cells[index].source, names)
        assert eval(solved.cells[index + 1].source, names).state == CORRECT


@every_lesson
def test_speaking_notes_carry_the_clock(path):
    known, cells = teaching.read(path), instructor(path).cells
    notes = [cell for cell in cells if "notes" in tags(cell)]
    assert notes[0].source.startswith("> **Notes for the instructor**")
    assert len(notes) == 1 + len(known.plan)
    clock = [tuple(map(int, re.findall(r"\d+", note.source)[:2])) for note in notes[1:]]
    assert [end - begin for begin, end in clock] == [part.minutes for part in known.plan]
    assert not clock or (clock[0][0], clock[-1][1]) == (0, known.minutes)


# What instructors know


@every_lesson
def test_teaching_file_fits_its_lesson(path):
    assert not teaching.problems(committed(path), path)


def test_a_teaching_file_that_does_not_fit_is_told_how(tmp_path, monkeypatch):
    monkeypatch.setattr(teaching, "FOLDER", tmp_path)
    assert "is missing" in teaching.problems(committed(PATH), PATH)[0]
    file = tmp_path / f"{PATH.stem}.yaml"
    file.write_text("goal: learn\n")
    with pytest.raises(ValueError, match="needs the entries ask, cut, goal, plan, stuck"):
        teaching.read(PATH)
    lists = "stuck: [a]\nask: [b]\ncut: [c]\n"
    file.write_text(f"goal: learn\nplan: [{{at: nowhere}}]\n{lists}")
    with pytest.raises(ValueError, match="at, minutes, say"):
        teaching.read(PATH)
    parts = ("recap", 4), ("zoo", 4), ("nowhere", 0)
    plan = "".join(f"- {{at: {at}, minutes: {minutes}, say: x}}\n" for at, minutes in parts)
    file.write_text(f"goal: learn\nplan:\n{plan}{lists}")
    found = "\n".join(teaching.problems(committed(PATH), PATH))
    for advice in ("no Markdown cell 'nowhere'", "order", "at least a minute", "promises 50"):
        assert advice in found


def test_the_guide_lists_what_the_files_say():
    assert teaching.guide() in teaching.GUIDE.read_text(encoding="utf-8"), "run `make map`"


@pytest.mark.parametrize(
    ("plan", "columns", "count"), [("Five days", [2], 5), ("A semester", [2, 6], 14)]
)
def test_minutes_of_a_plan_are_those_of_its_lessons(plan, columns, count):
    needed = {path.name[:2]: teaching.read(path).minutes for path in LESSONS}
    guide = teaching.GUIDE.read_text(encoding="utf-8")
    table = guide[guide.index(f"**{plan}**") :].split("\n\n")[1].splitlines()[2:]
    rows = [[cell.strip() for cell in row.split("|")] for row in table]
    places = [(row[column], row[column + 1]) for row in rows for column in columns]
    assert len(places) == count
    for lessons, minutes in places:
        each = [needed[number] for number in re.findall(r"\b\d\d\b", lessons)]
        choice = f"{min(each)} to {max(each)}" if " or " in lessons else str(sum(each))
        assert minutes == choice, lessons


# Slides


@pytest.fixture(scope="module")
def page():
    return slides.page(committed(PATH), teaching.read(PATH))


def without_scripts(page):
    return re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)


def test_slides_fetch_nothing(page):
    for tag in re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", without_scripts(page)):
        assert re.search(r'^<img alt="[^"]*" src="data:', tag), tag[:200]
    assert not re.search(r"@import|url\((?![\"']?data:)", without_scripts(page))
    assert "Reveal.initialize" in page
    assert not re.search(r"@(reveal|notes)\.\w+@", page)


def test_slides_hold_figures_with_alt_text_formulas_and_notes(page):
    drawn = sum(
        "image/png" in output.get("data", {})
        for cell in rules.code_cells(committed(PATH))
        for output in cell.outputs
    )
    shown = re.findall(r"<img\b[^>]*>", without_scripts(page))
    assert len(shown) == drawn
    assert all(len(re.search(r'alt="([^"]*)"', tag).group(1)) >= 40 for tag in shown)
    assert "<math" in page
    assert "$$" not in without_scripts(page)
    assert page.count('<aside class="notes"') >= len(teaching.read(PATH).plan)


def test_slides_hide_what_belongs_into_the_notebook(page):
    assert "<summary>" not in page
    assert "session.start" not in page
    for index in stubs(committed(PATH)):
        assert rules.solution(committed(PATH), index).strip() not in page


@pytest.mark.parametrize(
    ("paragraph", "shown"),
    [
        ("One. Two.", "One. Two."),
        (f"{'Long ' * 12}enough. The rest.", f"{'Long ' * 12}enough."),
        (f"{'Long ' * 12}$a. B$ `c. D` end! The rest.", f"{'Long ' * 12}$a. B$ `c. D` end!"),
    ],
)
def test_gist_of_a_paragraph(paragraph, shown):
    assert slides.gist(paragraph) == shown


# The zips


@every_lesson
def test_no_cell_gets_an_id_that_another_has(path):
    """nbformat would give it a random one, and no two builds would be equal."""
    known = teaching.read(path)
    builds = student(path), instructor(path), workshop.assignment(committed(path))
    for notebook in (*builds, slides.deck(committed(path), known)):
        ids = [cell.id for cell in notebook.cells]
        assert len(set(ids)) == len(ids)


def test_the_kit_has_the_folders_that_lessons_use():
    folders = {path.name for path in notebooks.ROOT.iterdir() if path.is_dir()}
    imported = re.compile(r"^\s*(?:from|import) (\w+)|\"(\w+)/\w", re.MULTILINE)
    for path in LESSONS:
        for cell in rules.code_cells(committed(path)):
            used = {name for found in imported.findall(cell.source) for name in found if name}
            assert used & folders <= set(workshop.COURSE), f"{path.stem}, {cell.id}: {used}"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Two builds of one lesson, in two places, one with something left of an older build."""
    folders = [tmp_path_factory.mktemp("build") for _ in range(2)]
    (folders[0] / "student" / "old").mkdir(parents=True)
    (folders[0] / "student" / "old" / "solution.py").write_text("42")
    return [workshop.build(folder, ["02"]) for folder in folders]


def test_two_builds_are_equal_byte_for_byte(built):
    for first, second in zip(*built, strict=True):
        assert first.read_bytes() == second.read_bytes(), first.name


def test_zips_open_and_hold_what_a_room_needs(built):
    names = {}
    for path in built[0]:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            names[path.name] = set(archive.namelist())
    lesson = f"{workshop.TOP}/notebooks/{PATH.name}"
    for name in ("student.zip", "instructor.zip"):
        for needed in ("README.md", "requirements.txt", "utils/training.py", "data/iris.csv"):
            assert f"{workshop.TOP}/{needed}" in names[name]
        assert lesson in names[name]
        assert not any("__pycache__" in entry or ".pyc" in entry for entry in names[name])
    for needed in (f"slides/{PATH.stem}.html", "docs/TEACHING.md"):
        assert f"{workshop.TOP}/{needed}" in names["instructor.zip"]
    assert names["slides.zip"] == {f"{PATH.stem}.html"}
    assert names["nbgrader.zip"] == {
        f"source/{PATH.stem}/{PATH.name}",
        "nbgrader_config.py",
    }
    forbidden = ("slides", "teaching", "docs", "solution")
    assert not any(word in name for name in names["student.zip"] for word in forbidden)
    with zipfile.ZipFile(built[0][0]) as archive:
        assert b"<summary>Solution" not in archive.read(lesson)
