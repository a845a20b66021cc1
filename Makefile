# Every target sets up what it needs in .venv; a second call finds it there.

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
# Locks are resolved from the public index alone, whatever the machine that makes them is set up to use.
LOCK := PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --upgrade
NO_PYTHON := fanpin needs Python 3.12 or newer with its venv module, and none was found: \
	install one (`pyenv install 3.12` does), then run make again
NOTEBOOKS := $(wildcard notebooks/*.ipynb)

.PHONY: help demo page village test test-browser lint format bench batch storm coverage mutation docs site notebooks lock
.DELETE_ON_ERROR:
.NOTPARALLEL:

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*  ## /make \1	/p' Makefile

demo: .venv/core  ## compare five policies in Kezuohou; ends in results/demo/report.html
	$(BIN)/fanpin compare kezuohou --policies none,cattle_loan,photovoltaic,relocation,as_reported \
		--replicates 20 --sample-fraction 0.2 --out results/demo

page: .venv/study  ## open the planner's page in a browser; Ctrl-C ends it
	$(BIN)/fanpin page

village: .venv/viz  ## watch one village month by month in a browser, by Mesa's tools; Ctrl-C ends it
	$(BIN)/solara run experiments/village_app.py --host 127.0.0.1 --production

test: lint  ## lint, then all tests on two cores
	$(BIN)/python -m pytest -n 2

test-browser: .venv/dev  ## the page in a real browser; needs Debian's chromium, and playwright in .venv
	$(BIN)/python -m pytest tests_browser

lint: .venv/dev  ## style, layout and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: .venv/dev  ## mend what the linter can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/dev  ## time the model and the small rules; results are printed and stored
	$(BIN)/python -m benchmarks

batch: .venv/dev  ## time what 1,000 runs cost beside the runs; takes long, stored as well
	$(BIN)/python -m benchmarks.batch

storm: .venv/dev  ## kill a study of 400 runs 20 times, on processes and on Dask; takes long, stored as well
	$(BIN)/python -m benchmarks.storm

coverage: .venv/dev  ## count the lines that tests run, compiled and not; takes long, stored as well
	$(BIN)/python -m benchmarks.lines
	$(BIN)/python -m benchmarks.tests_page

mutation: .venv/dev  ## put 400 faults into the model, one at a time; takes hours, can be stopped and goes on
	$(BIN)/python -m benchmarks.mutation
	$(BIN)/python -m benchmarks.tests_page

docs: .venv/dev  ## write the tables of the documents anew from the code
	$(BIN)/python -m experiments.documents

site: .venv/docs  ## make the site of the documents in results/site; a broken link is an error
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going -c docs/site -b html . results/site

notebooks: .venv/dev  ## run every notebook from top to bottom; small where FANPIN_SMALL=1
	$(BIN)/python -m nbconvert --to html --execute --output-dir results/notebooks $(NOTEBOOKS)

lock: .venv/dev  ## resolve the locked versions anew
	$(LOCK) --output-file requirements.lock pyproject.toml
	$(LOCK) --extra study --extra cluster --extra page --extra report --constraint requirements.lock \
		--output-file requirements-study.lock pyproject.toml
	$(LOCK) --extra dev --constraint requirements.lock --constraint requirements-study.lock \
		--output-file requirements-dev.lock pyproject.toml
	$(LOCK) --extra docs --constraint requirements.lock --constraint requirements-study.lock \
		--constraint requirements-dev.lock --output-file requirements-docs.lock pyproject.toml
	$(LOCK) --extra viz --constraint requirements.lock --constraint requirements-study.lock \
		--constraint requirements-dev.lock --output-file requirements-viz.lock pyproject.toml

# Stamps: what is installed in .venv is what the files on the right said when it was.
.venv/core: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing fanpin into .venv (about a minute, once) ..."
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/study: requirements-study.lock .venv/core
	@echo "Installing what large studies need into .venv (about a minute, once) ..."
	@$(PIP) install --require-hashes --requirement requirements-study.lock
	@touch $@

.venv/dev: requirements-dev.lock .venv/study
	@echo "Installing the development tools into .venv (about a minute, once) ..."
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

.venv/docs: requirements-docs.lock .venv/dev
	@echo "Installing what makes the site into .venv (a moment, once) ..."
	@$(PIP) install --require-hashes --requirement requirements-docs.lock
	@touch $@

.venv/viz: requirements-viz.lock .venv/core
	@echo "Installing what shows a village into .venv (a moment, once) ..."
	@$(PIP) install --require-hashes --requirement requirements-viz.lock
	@touch $@

$(BIN)/python:
	@"$(or $(shell scripts/find-python),$(error $(NO_PYTHON)))" -m venv --clear .venv
