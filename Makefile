# Two commands matter: `make lab` (learn) and `make test` (trust). `make help` lists the rest.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
LESSONS ?=
TO     ?=
# pip's bar is noise in a log; its own version check needs the network.
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help environment lab test test-oldest run lint format data repository map clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | \
		while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

environment: $(STAMP)  ## make the environment in .venv (again only when requirements.txt changes)

$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; (3, 10) <= v <= (3, 13) or sys.exit(f"Python 3.10 to 3.13 is needed, and this is {v[0]}.{v[1]}: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet -r requirements.txt
	@touch $@

lab: $(STAMP)  ## open JupyterLab on the first lesson
	$(BIN)/jupyter lab notebooks/00_start_here.ipynb

test: $(STAMP)  ## everything that CI runs: style, unit tests, exercises, every lesson
	$(BIN)/python -m tools.run_tests

test-oldest:  ## the tests and lessons on the oldest supported TensorFlow and Keras
	$(MAKE) VENV=.venv-oldest REQUIREMENTS=oldest .venv-oldest/.oldest
	.venv-oldest/bin/python -m tools.run_tests --without-lint

.venv-oldest/.oldest: requirements.txt tests/oldest.txt
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip --disable-pip-version-check install --quiet -r requirements.txt -c tests/oldest.txt
	@touch $@

run: $(STAMP)  ## execute the lessons (LESSONS="02 05" for some), write outputs, print a table
	$(BIN)/python -m tools.run_lessons $(LESSONS)

lint: $(STAMP)  ## style of code and notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(STAMP)  ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

data: $(STAMP)  ## fetch the real data into the cache, or into a folder: make data TO=folder
	$(BIN)/python -m tools.fetch_data $(if $(TO),--to "$(TO)")

repository: $(STAMP)  ## stamp the repository's address: make repository URL=https://... [BRANCH=main]
	$(BIN)/python -m tools.repository $(if $(URL),--url "$(URL)") $(if $(BRANCH),--branch "$(BRANCH)")

map: $(STAMP)  ## write the table of lessons into the README
	$(BIN)/python -m tools.lesson_map

clean:  ## remove the environments
	rm -rf .venv .venv-oldest
