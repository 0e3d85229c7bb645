# Every target makes its own environment: only make and Python 3.11 or later are needed.
.DEFAULT_GOAL := help
.PHONY: help run test lint bench validate clean
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
CLIP ?= sample_videos/overstride_heel.mp4
OUT ?= out
BENCH_ARGS ?=
PYTEST_ARGS ?= -n auto --maxprocesses 4 --dist loadfile

# The first Python of these that is new enough; PYTHON=... chooses another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)

help: ## What can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: install it, or say PYTHON=/where/it/is." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python's venv module is needed: on Debian or Ubuntu, install the package python3-venv." >&2; exit 1; }

$(VENV)/.installed: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@touch $(VENV)/.installed $@

run: $(VENV)/.installed ## Measure a sample clip, then serve the app (SERVE=0: don't; CLIP=...: another clip)
	$(BIN)/python -m form_analyzer models fetch
	$(BIN)/python -m form_analyzer analyze $(CLIP) --out $(OUT)
	@echo "The report is $(OUT)/report.html"
ifneq ($(SERVE),0)
	$(BIN)/python -m streamlit run app.py
endif

test: $(VENV)/.installed-dev ## Run the tests
	$(BIN)/python -m form_analyzer models fetch
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/.installed-dev ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.installed ## Measure speed beside the plain loop
	$(BIN)/python -m pip install -qq --disable-pip-version-check -r benchmarks/requirements.txt
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

validate: $(VENV)/.installed ## Measure accuracy, and write it into the README
	$(BIN)/python -m form_analyzer validate --out docs --readme README.md

clean: ## Remove the environment and what was written
	rm -rf $(VENV) $(OUT)
