# Two commands matter: `make lab` to learn, `make test` to trust. `make help` lists the rest.
PYTHON  ?= python3
VENV    ?= .venv
LESSONS ?=
TO      ?=
URL     ?=
BRANCH  ?=
STUDENTS ?= 1 4 8
NAME    ?=
TORCH   ?= torch

RUN     := $(VENV)/bin/python
READY   := $(VENV)/.ready
INSTALL := -m pip --disable-pip-version-check install --quiet
# Jupyter refuses to run as root, which is all there is in many containers, unless told.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
# Two workers, each with whole notebooks: cells of one notebook stay in order. TensorFlow gets
# one thread in each of them; with two, both workers would spend a third more time on the two cores.
ONE_THREAD := TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1
TESTS   := tests notebooks
PYTEST   = -m pytest $(TESTS) --nbval-lax --nbval-current-env --nbval-cell-timeout=300 \
           -n 2 --dist loadfile -q --durations=8

.DEFAULT_GOAL := help
.PHONY: help environment lab test test-oldest test-newest test-jax test-torch run lint format data repository map workshop workshop-test new-lesson clean
.PHONY: book browser-test colours hub-test hub-values

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /|/' | \
		while IFS='|' read -r name text; do printf '  make %-13s %s\n' "$$name" "$$text"; done

environment: $(READY)  ## make the environment in .venv, when requirements.txt is newer

lab: $(READY)  ## open JupyterLab on the first lesson
	$(VENV)/bin/jupyter lab $(AS_ROOT) notebooks/00_start_here.ipynb

test: $(READY) lint  ## style, rules, unit tests, exercises, lessons: what .ci/run calls
	COURSE_DATA=embedded $(ONE_THREAD) $(RUN) $(PYTEST)

test-oldest: .venv-oldest/.ready  ## tests and lessons on the oldest supported versions
	COURSE_DATA=embedded $(ONE_THREAD) .venv-oldest/bin/python $(PYTEST)

test-newest: .venv-newest/.ready  ## tests and lessons on the newest TensorFlow and Keras there are
	COURSE_DATA=embedded $(ONE_THREAD) .venv-newest/bin/python $(PYTEST)

test-jax: .venv-jax/.ready  ## every lesson on the JAX backend
test-torch: .venv-torch/.ready  ## every lesson on the PyTorch backend: make test-torch TORCH=torch==2.13.0
test-jax test-torch: TESTS := notebooks
test-jax test-torch: test-%:
	COURSE_DATA=embedded KERAS_BACKEND=$* OMP_NUM_THREADS=1 .venv-$*/bin/python $(PYTEST)

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
	$(RUN) -m tools.hub_values

map: $(READY)  ## write the table of lessons and the picture of the README anew, and TEACHING.md
	$(RUN) -m tools.lesson_map
	$(RUN) -m tools.readme_picture
	$(RUN) -m tools.teaching

workshop: $(READY)  ## zips for a room: notebooks for students, for instructors, slides
	$(RUN) -m tools.workshop

workshop-test: $(READY)  ## the same, then execute instructor notebooks: make workshop-test LESSONS="02 05"
	$(RUN) -m tools.workshop --rehearse $(or $(LESSONS),all)

new-lesson: $(READY)  ## scaffold a lesson: make new-lesson NAME=20_topic
	$(RUN) -m tools.new_lesson "$(NAME)"

book: .venv-book/.ready  ## the lessons as a website, in build/book/html
	.venv-book/bin/python -m tools.book

browser-test: book $(READY)  ## website and JupyterLab in a real browser; needs Chromium or Chrome
	.venv-book/bin/python -m pytest --confcutdir=tests/browser tests/browser -q --durations=8

colours: $(READY)  ## every figure as colour-blind readers see it, in build/colours
	$(RUN) -m tools.colour_blindness $(LESSONS)

hub-test: .venv-hub/.ready  ## load test: students on a real JupyterHub, all at once: make hub-test STUDENTS="1 4 8"
	.venv-hub/bin/python -m benchmarks.hub_load --students $(STUDENTS)

hub-values: $(READY)  ## write docs/HUB.md's table and hub/values.yaml from the load test
	$(RUN) -m tools.hub_values

clean:  ## remove the environments and what was built
	rm -rf .venv .venv-* build

# An environment is ready when its file is newer than what it was made from.
%/.ready: requirements.txt tests/oldest.txt
	@$(PYTHON) -c 'import sys; (3, 10) <= sys.version_info[:2] <= (3, 13) or sys.exit("Python 3.10 to 3.13 is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $*
	$*/bin/python $(INSTALL) -r requirements.txt $(if $(findstring oldest,$*),-c tests/oldest.txt)
	$(if $(findstring newest,$*),$*/bin/python $(INSTALL) --upgrade tensorflow keras)
	$(if $(findstring jax,$*),$*/bin/python $(INSTALL) jax)
	$(if $(findstring torch,$*),$*/bin/python $(INSTALL) $(TORCH))
	@touch $@

# The website's tools have an environment of their own; MathJax is a script from npm.
.venv-book/.ready: docs/book/requirements.txt
	@command -v npm >/dev/null || { echo "MathJax comes from npm: install Node and npm first."; exit 1; }
	$(PYTHON) -m venv .venv-book
	.venv-book/bin/python $(INSTALL) -r docs/book/requirements.txt
	npm install --silent --no-fund --no-audit --prefix .venv-book mathjax@3.2.2
	@touch $@

# The hub stands beside the course's packages; its proxy is a Node program.
.venv-hub/.ready: requirements.txt hub/requirements.txt
	@command -v npm >/dev/null || { echo "The hub's proxy needs Node and npm: install them first."; exit 1; }
	$(PYTHON) -m venv .venv-hub
	.venv-hub/bin/python $(INSTALL) -r requirements.txt -r hub/requirements.txt
	npm install --silent --no-fund --no-audit --prefix .venv-hub configurable-http-proxy@5.3.0
	@touch $@
