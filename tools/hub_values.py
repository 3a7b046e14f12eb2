"""hub/values.yaml and the tables of docs/HUB.md, made from the load test so that they agree.

`python -m tools.hub_values` reads benchmarks/results/hub_load.json (benchmarks/hub_load.py
wrote it) and writes both.
"""

from __future__ import annotations

import dataclasses
import json
import math
import pathlib

from benchmarks import hub_load
from tools import notebooks, repository

GUIDE = notebooks.ROOT / "docs" / "HUB.md"
VALUES = notebooks.ROOT / "hub" / "values.yaml"
BEGIN, END = "<!-- load test: written by `make hub-values` -->", "<!-- end of load test -->"
ROOMS = (10, 20, 30, 60)
HEADROOM = 1.25  # a student's own experiments, beside the lessons
PATIENCE = 3.0  # a room may take so many times as long as one student alone
SYSTEM_GIGABYTES = 2.0  # operating system, hub, proxy


@dataclasses.dataclass(frozen=True)
class Sizing:
    """What one student needs, from the measured runs without a failure.

    Attributes:
        memory_limit: GB that a student's container may use, in quarters.
        shared_memory: GB for each student on a machine shared by all, in quarters; the hub's own
            share is in it.
        students_per_core: how many may work on one core at once without the lessons taking
            more than PATIENCE times as long as for one student alone.
        threads: TensorFlow's and NumPy's threads in each kernel.
    """

    memory_limit: float
    shared_memory: float
    students_per_core: float
    threads: int

    def memory(self, students: int) -> int:
        """GB of memory for so many students on one machine."""
        return math.ceil(SYSTEM_GIGABYTES + students * self.shared_memory)

    def cores(self, students: int) -> int:
        """Cores for so many students at work at the same moment."""
        return math.ceil(students / self.students_per_core)


def load() -> dict:
    """The measured load test.

    Raises:
        SystemExit: there is none yet; says how to get one.
    """
    if not hub_load.RESULTS.exists():
        raise SystemExit("There is no load test yet: run `make hub-test`, then this again.")
    return json.loads(hub_load.RESULTS.read_text(encoding="utf-8"))


def quarters(megabytes: float) -> float:
    """Megabytes as gigabytes, rounded up to a quarter."""
    return math.ceil(megabytes / 1024 * 4) / 4


def study_seconds(run: dict) -> float:
    """Seconds that the median student of a run spent in all lessons."""
    return sum(lesson["median"] for lesson in run["lesson_seconds"].values())


def sizing(measured: dict) -> Sizing:
    """What one student needs.

    Args:
        measured: as `load` gives it; its first run has the fewest students.

    Raises:
        ValueError: no run without failures.
    """
    runs = [run for run in measured["runs"] if not run["failures"]]
    if not runs:
        raise ValueError("Every run of the load test had failures: nothing to derive from.")
    alone = runs[0]
    work = max(study_seconds(run) / run["students"] for run in runs[1:] or runs)
    # `work` seconds of the whole machine for each student, `study_seconds(alone)` of waiting
    # for one alone: within PATIENCE times that, the machine serves this many.
    served = PATIENCE * study_seconds(alone) / work
    return Sizing(
        memory_limit=quarters(HEADROOM * max(r["student_resident_megabytes"] for r in runs)),
        shared_memory=quarters(HEADROOM * max(r["all_megabytes"] / r["students"] for r in runs)),
        students_per_core=round(served / measured["cores"], 1),
        threads=max(runs[-1]["threads"], 1),
    )


def tables(measured: dict) -> str:
    """What was measured and what follows for rooms of several sizes, in Markdown."""
    lessons = measured["lessons"]
    heads = " | ".join(f"Lesson {number}, s" for number in lessons)
    lines = [
        f"Measured on {measured['date']}: {measured['cores']} cores, "
        f"{measured['memory_megabytes'] / 1024:.0f} GB of memory, {measured['machine']}. "
        "Seconds are those of the median student; in brackets the slowest.",
        "",
        f"| Students at once | Server up, s | {heads} | Most memory of one student, MB "
        "| Of all, MB | Failures |",
        "| ---: | ---: |" + " ---: |" * len(lessons) + " ---: | ---: | ---: |",
    ]
    for run in measured["runs"]:
        cells = [run["server_seconds"], *(run["lesson_seconds"].get(n, {}) for n in lessons)]
        seconds = " | ".join(
            f"{cell['median']:.0f} ({cell['most']:.0f})" if cell else "—" for cell in cells
        )
        lines.append(
            f"| {run['students']} | {seconds} | {run['student_resident_megabytes']:,} "
            f"| {run['all_megabytes']:,} | {len(run['failures'])} |"
        )
    need = sizing(measured)
    runs = [run for run in measured["runs"] if not run["failures"]]
    longer = study_seconds(runs[-1]) / study_seconds(runs[0])
    lines += [
        "",
        f"**Tested: {runs[-1]['students']} students at once, none failed.** Lessons then took "
        f"{longer:.1f} times as long as with {runs[0]['students']}"
        + (
            f", more than the {PATIENCE:g} times that a room bears: "
            "by time it is too large already."
            if longer > PATIENCE
            else "."
        )
        + " Larger rooms are computed from this, not tested: repeat the test on your machine "
        "before you trust it with thirty.",
        "",
        f"From the table follow {need.memory_limit:g} GB as the limit of one student's container, "
        f"{need.shared_memory:g} GB for each student on a machine that all share (hub included), "
        f"and {need.students_per_core:g} students for each core, if everybody runs lessons at the "
        f"same moment and waits at most {PATIENCE:g} times as long as alone:",
        "",
        "| Room | Cores | Memory of one shared machine | Memory in containers |",
        "| ---: | ---: | ---: | ---: |",
    ]
    for students in ROOMS:
        containers = math.ceil(SYSTEM_GIGABYTES + students * need.memory_limit)
        lines.append(
            f"| {students} | {need.cores(students)} | {need.memory(students)} GB "
            f"| {containers} GB |"
        )
    return "\n".join(lines)


def values(measured: dict) -> str:
    """The values for Zero to JupyterHub, as YAML with its reasons."""
    need, address = sizing(measured), repository.current()
    limits = "\n".join(
        f'    {name}: "{value}"' for name, value in hub_load.thread_limits(need.threads).items()
    )
    return f"""\
# Values for Zero to JupyterHub (https://z2jh.jupyter.org), written by `make hub-values` from
# the load test of {measured["date"]}: change tools/hub_values.py, not this file.
# The image is the one that repo2docker makes of this repository (docs/HUB.md).
singleuser:
  image:
    name: REGISTRY/deep-learning-course
    tag: latest
  defaultUrl: /lab/tree/course/notebooks/00_start_here.ipynb
  memory:
    # The most that one student's processes took, and a quarter more.
    limit: {need.memory_limit:g}G
    guarantee: {need.shared_memory:g}G
  cpu:
    # {need.students_per_core:g} students to a core; whoever is alone may have two.
    limit: 2
    guarantee: {1 / need.students_per_core:.2f}
  extraEnv:
    # Kernels see all cores of the node and would start a thread for each.
{limits}
    COURSE_DATA: embedded
  lifecycleHooks:
    postStart:
      exec:
        command: ["gitpuller", "{address.url}", "{address.branch}", "course"]
cull:
  # A forgotten server keeps its memory: give it back after an hour without a sign of life.
  enabled: true
  timeout: 3600
scheduling:
  userPlaceholder:
    enabled: true
    replicas: 3
"""


def write(guide: pathlib.Path = GUIDE, target: pathlib.Path = VALUES) -> None:
    """Write the tables between their two markers, and the values."""
    measured = load()
    text = guide.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{guide.name} needs the two lines '{BEGIN}' and '{END}'.")
    guide.write_text(f"{before}{BEGIN}\n{tables(measured)}\n{END}{after}", encoding="utf-8")
    target.write_text(values(measured), encoding="utf-8")


if __name__ == "__main__":
    write()
