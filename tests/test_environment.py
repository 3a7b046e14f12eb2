"""What is promised about the environment: versions, import time, agreement of the files."""

import re
import shutil
import subprocess
import sys

import pytest
import yaml

from tools import notebooks

REQUIREMENT = re.compile(r"^([a-z0-9-]+)>=([\d.]+),<([\d.]+)$")


def requirements():
    """{package: (lowest, upper bound)} of requirements.txt."""
    lines = (notebooks.ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    parsed = [REQUIREMENT.match(line) for line in lines]
    assert all(parsed), "every requirement needs a lower and an upper bound: name>=x,<y"
    return {found.group(1): found.group(2, 3) for found in parsed}


def test_the_users_packages_are_there():
    named = {"tensorflow", "keras", "numpy", "pandas", "matplotlib", "seaborn", "nltk", "jupyter"}
    assert named | {"nbval"} <= set(requirements())


def test_conda_gets_the_same_packages():
    environment = yaml.safe_load((notebooks.ROOT / "environment.yml").read_text())
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert pip[0] == "-r requirements.txt"
    hub = (notebooks.ROOT / "hub" / "requirements.txt").read_text().splitlines()
    assert set(pip[1:]) < set(hub)  # Binder and hubs are made from this file, too
    python = next(entry for entry in environment["dependencies"] if "python" in entry)
    assert python in {f"python=3.{minor}" for minor in range(10, 14)}


def test_the_oldest_versions_tested_are_the_lower_bounds():
    oldest = (notebooks.ROOT / "tests" / "oldest.txt").read_text().splitlines()
    pins = dict(line.split("==") for line in oldest if "==" in line)
    bounds = requirements()
    for package, pin in pins.items():
        low = bounds[package][0]
        assert pin == low or pin.startswith(f"{low}."), f"{package}: {pin} is not {low}"
    course = ["tensorflow", "keras", "numpy", "pandas", "matplotlib", "seaborn", "scikit-learn"]
    assert set(course) <= set(pins)


def test_import_utils_is_instant_and_light():
    code = (
        "import sys, time; began = time.perf_counter(); import utils; "
        "took = time.perf_counter() - began; "
        "print(took, [m for m in ('tensorflow', 'keras', 'numpy', 'pooch') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=notebooks.ROOT, capture_output=True, text=True, check=True
    )
    seconds, _, modules = done.stdout.strip().partition(" ")
    assert float(seconds) < 0.3
    assert modules == "[]"


def test_every_make_target_explains_itself():
    text = (notebooks.ROOT / "Makefile").read_text(encoding="utf-8")
    phony = " ".join(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)).split()
    explained = re.findall(r"^([a-z-]+):.*## \w", text, re.MULTILINE)
    assert set(phony) - {"environment"} <= set(explained) | {"environment"}
    for target in ("lab", "test", "test-oldest", "run", "lint", "data", "help", "repository"):
        assert target in explained


def test_the_readme_gives_the_commands_that_make_runs():
    readme = (notebooks.ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("make lab", "make test", "pip install -r requirements.txt", "environment.yml"):
        assert command in readme
    options = "--nbval-lax --nbval-current-env --nbval-cell-timeout=300"
    makefile = (notebooks.ROOT / "Makefile").read_text(encoding="utf-8")
    assert options in readme
    assert options in makefile


def test_ci_calls_the_readmes_command():
    assert "\nmake test\n" in (notebooks.ROOT / ".ci" / "run").read_text()
    workflow = yaml.safe_load((notebooks.ROOT / ".github/workflows/test.yml").read_text())
    steps = [step.get("run", "") for step in workflow["jobs"]["test"]["steps"]]
    assert ".ci/run" in steps
    website = [step.get("run") for step in workflow["jobs"]["website"]["steps"]]
    assert website[-2:] == ["make workshop", "make browser-test"]
    assert "make test-newest" in [s.get("run") for s in workflow["jobs"]["newest"]["steps"]]
    backends = workflow["jobs"]["backends"]
    assert backends["steps"][-1]["run"] == "make test-${{ matrix.backend }}"
    for backend in backends["strategy"]["matrix"]["backend"]:
        assert f"make test-{backend}" in (notebooks.ROOT / "README.md").read_text()


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_a_backend_is_installed_and_chosen(backend):
    done = subprocess.run(
        # Below `make test`, make would also name the folders that it enters and leaves.
        ["make", "--no-print-directory", "--dry-run", "--always-make", f"test-{backend}"],
        cwd=notebooks.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    *_, install, _, run = done.stdout.strip().split("\n")
    assert install.endswith(f"install --quiet {backend}")
    assert f"KERAS_BACKEND={backend} " in run
    assert "pytest notebooks " in run


def test_links_in_documents_lead_somewhere():
    for name in (
        "README.md",
        "docs/CONTRIBUTING.md",
        "docs/TEACHING.md",
        "data/README.md",
        "benchmarks/README.md",
    ):
        file = notebooks.ROOT / name
        for target in re.findall(r"\]\(([^)\s]+)\)", file.read_text(encoding="utf-8")):
            if not re.match(r"https?://|#", target):
                assert (file.parent / target).exists(), f"{name}: {target}"


def test_the_repository_is_small():
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=notebooks.ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    files = [notebooks.ROOT / name for name in tracked if name]
    assert sum(file.stat().st_size for file in files if file.is_file()) < 40e6
