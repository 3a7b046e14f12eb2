# Two commands matter: `make lab` to learn, `make test` to trust. `make help` lists the rest.
PYTHON  ?= python3
VENV    ?= .venv
LESSONS ?=
TO      ?=
URL     ?=
BRANCH  ?=

RUN     := $(VENV)/bin/python
READY   := $(VENV)/.ready
INSTALL := -m pip --disable-pip-version-check install --quiet
# Jupyter refuses to run as root, which is all there is in many containers, unless told.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
# Two workers, each with whole notebooks: cells of one notebook stay in order.
PYTEST  := -m pytest tests notebooks --nbval-lax --nbval-current-env --nbval-cell-timeout=300 \
           -n 2 --dist loadfile -q --durations=8

.DEFAULT_GOAL := help
.PHONY: help environment lab test test-oldest test-newest run lint format data repository map clean

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /|/' | \
		while IFS='|' read -r name text; do printf '  make %-13s %s\n' "$$name" "$$text"; done

environment: $(READY)  ## make the environment in .venv, when requirements.txt is newer

lab: $(READY)  ## open JupyterLab on the first lesson
	$(VENV)/bin/jupyter lab $(AS_ROOT) notebooks/00_start_here.ipynb

test: $(READY) lint  ## everything that CI runs: style, rules, unit tests, exercises, lessons
	COURSE_DATA=embedded $(RUN) $(PYTEST)

test-oldest: .venv-oldest/.ready  ## tests and lessons on the oldest supported versions
	COURSE_DATA=embedded .venv-oldest/bin/python $(PYTEST)

test-newest: .venv-newest/.ready  ## tests and lessons on the newest TensorFlow and Keras there are
	COURSE_DATA=embedded .venv-newest/bin/python $(PYTEST)

run: $(READY)  ## execute lessons, write their outputs, print a table: make run LESSONS="02 05"
	$(RUN) -m tools.run_lessons $(LESSONS)

lint: $(READY)  ## style of code and notebooks
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

format: $(READY)  ## mend the style of code and notebooks
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

data: $(READY)  ## fetch the real data into the cache, or for a classroom: make data TO=folder
	$(RUN) -m tools.fetch_data $(if $(TO),--to "$(TO)")

repository: $(READY)  ## stamp an address into badges and set-up cells: make repository URL=... BRANCH=...
	$(RUN) -m tools.repository $(if $(URL),--url "$(URL)") $(if $(BRANCH),--branch "$(BRANCH)")

map: $(READY)  ## write the table of lessons and the picture of the README anew
	$(RUN) -m tools.lesson_map
	$(RUN) -m tools.readme_picture

clean:  ## remove the environments
	rm -rf .venv .venv-oldest .venv-newest

# An environment is ready when its file is newer than what it was made from.
%/.ready: requirements.txt tests/oldest.txt
	@$(PYTHON) -c 'import sys; (3, 10) <= sys.version_info[:2] <= (3, 13) or sys.exit("Python 3.10 to 3.13 is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $*
	$*/bin/python $(INSTALL) -r requirements.txt $(if $(findstring oldest,$*),-c tests/oldest.txt)
	$(if $(findstring newest,$*),$*/bin/python $(INSTALL) --upgrade tensorflow keras)
	@touch $@
