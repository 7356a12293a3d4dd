# What one does with this checkout. `make help` lists it.
# Everything is installed into .venv, from lock files that carry hashes.
.DEFAULT_GOAL := help
.ONESHELL:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8080

.PHONY: help serve ui build check test lint format bench rare soak lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

serve: .venv/.run ## start the service on http://127.0.0.1:8080 (HOST and PORT change it)
	@$(MAKE) ui || echo "== going on without the interactive parts of the pages"
	exec $(BIN)/gluteal serve --host $(HOST) --port $(PORT)

ui: .venv/.run ## build the web components of the pages (Node from PATH or from PyPI)
	@if $(BIN)/python api/ui/build.py needs-node; then
	  echo "== installing Node, which builds the web components (requirements/node.txt)"
	  $(BIN)/python -m pip install --quiet --require-hashes -r requirements/node.txt
	fi
	$(BIN)/python api/ui/build.py

test: lint ui ## check types, style and layers, then run the tests
	@echo "== checking and testing the web components"
	$(BIN)/python api/ui/build.py check
	$(BIN)/python api/ui/build.py test
	echo "== running the tests"
	$(BIN)/python -m pytest $(ARGS)

lint: .venv/.dev ## check style, types and the direction of imports
	@echo "== checking style (ruff), types (mypy) and layers (import-linter)"
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache

format: .venv/.dev ## let ruff mend what it can
	@$(BIN)/ruff check --fix .

build: .venv/.dev ## compile, reason and check: ontology/ -> ontology/compiled/ -> snapshot
	@$(BIN)/gluteal build

check: .venv/.dev ## check the authored sources and the snapshot
	@$(BIN)/gluteal check

bench: .venv/.bench ## print a table of medians and ratios (PARTS="sparql growth" chooses)
	@$(BIN)/python -m tests.bench $(PARTS)

rare: .venv/.bench ## measure the ranking engine on rare-disease cases (FILE=cases.jsonl.gz)
	@$(BIN)/python -m tests.bench.rare_disease evaluate $(FILE)

soak: .venv/.dev ## run the large counts of the tests
	@$(BIN)/python -m pytest -m soak $(ARGS)
	GLUTEAL_HYPOTHESIS=soak $(BIN)/python -m pytest $(ARGS)
	GLUTEAL_TEST_KILLS=500 GLUTEAL_TEST_FLIPS=200 $(BIN)/python -m pytest \
	  -k "killed_build or flipped_bit" tests/unit/test_snapshot_folder.py $(ARGS)

lock: .venv/.dev ## renew the lock files (needs uv)
	@compile="uv pip compile --quiet --universal --generate-hashes --python-version 3.11"
	compile="$$compile --no-emit-index-url --no-emit-find-links --no-header --no-annotate"
	$$compile --group pyproject.toml:node -o requirements/node.txt
	compile="$$compile pyproject.toml"
	$$compile --group install -o requirements/run.txt
	$$compile --extra build --group install --group test -c requirements/run.txt -o requirements/dev.txt
	$$compile --group bench -c requirements/dev.txt -o requirements/bench.txt

clean: ## remove the environment, the state folder and the caches
	@rm -rf .venv .state .pytest_cache .mypy_cache .ruff_cache dist

# An environment is complete when its stamp is newer than its lock file.
.venv/.python:
	@echo "== making .venv with $(PYTHON)"
	$(PYTHON) -c 'import sys; sys.exit("Gluteal needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	touch $@

.venv/.run: requirements/run.txt pyproject.toml | .venv/.python
	@echo "== installing what the service needs (requirements/run.txt)"
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@echo "== installing what building and testing need (requirements/dev.txt; Java comes along)"
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@

.venv/.bench: requirements/bench.txt .venv/.dev
	@echo "== installing what measuring needs (requirements/bench.txt)"
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bench.txt
	touch $@
