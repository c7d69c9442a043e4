# The two commands are `make run` and `make test`; `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
NODE := $(CURDIR)/$(BIN)

# What `test-quick` asks beside the unit tests: every page, searches, the questions, signing in, who may do what.
SMOKE := $(addprefix tests/integration/,test_pages.py test_thirty_searches.py referral/test_check_page.py \
  accounts/test_signing_in.py web/test_access.py)

.DEFAULT_GOAL := help
.PHONY: help run test test-quick test-long test-faults check lint browser bench assets lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.run static/dist/manifest.json ## Set everything up and serve the real listings on http://127.0.0.1:8000 (PORT=...)
	@$(BIN)/pathway serve --port $(PORT) --with-worker

test: $(VENV)/.dev static/dist/manifest.json browser ## Set everything up and run every test
	@$(BIN)/python -m pytest

test-quick: $(VENV)/.dev static/dist/manifest.json ## A first answer in a minute: quick unit tests, and a few of pages on SQLite
	@$(BIN)/python -m pytest -m "not (slow or browser or postgresql)" tests/unit $(SMOKE)

test-long: $(VENV)/.dev ## The states of a referral, two thousand walks of fifty steps
	@PATHWAY_WALKS=2000 $(BIN)/python -m pytest tests/unit/episodes/test_walks.py

test-faults: $(VENV)/.dev static/dist/manifest.json ## Kill servers two hundred times on each engine (half an hour)
	@PATHWAY_KILLS=200 $(BIN)/python -m pytest --timeout=7200 tests/faults

check: $(VENV)/.dev static/dist/manifest.json lint test ## Everything that has to pass before a commit

lint: $(VENV)/.dev ## Style, types, import contracts, templates, dependencies, security
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --check --lint --quiet
	! git grep -nE '^(<<<<<<<|>>>>>>>) '
	$(BIN)/deptry .
	$(BIN)/bandit -q -r pathway bench seed_tables -c pyproject.toml

browser: $(VENV)/.dev ## Find a Chromium for the browser tests, or fetch one where that can be done
	@$(BIN)/python tests/find_chromium.py --install

bench: $(VENV)/.dev static/dist/manifest.json browser ## Measure this machine beside its goals (twenty minutes)
	@$(BIN)/pathway bench all

assets: static/dist/manifest.json ## Build styles and scripts

lock: $(VENV)/.dev ## Pin the requirements again, with hashes and no index address
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --no-annotate pyproject.toml --extra build -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --no-annotate pyproject.toml --extra build --extra dev -c requirements/run.txt -o requirements/dev.txt
	for extra in geography bench; do \
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	    --no-annotate pyproject.toml --extra $$extra -c requirements/dev.txt -o requirements/$$extra.txt; \
	done

clean: ## Remove what the commands made, the database in instance/ too
	rm -rf $(VENV) node_modules static/dist instance

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Pathway needs Python 3.11 or newer; try make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python's venv module is missing; on Debian: apt install python3-venv"; exit 1; }

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing Python packages ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Installing Python packages for the tests ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# Node comes from a Python package, so that a machine without it works.
node_modules/.installed: package.json package-lock.json .npmrc | $(VENV)/.run
	@echo "Installing the parts of the styles and scripts ..."
	@PATH="$(NODE):$$PATH" npm ci --loglevel=error --no-progress
	@touch $@

static/dist/manifest.json: node_modules/.installed $(shell find static/src -type f 2>/dev/null) $(wildcard seed/geo/*.geojson)
	@PATH="$(NODE):$$PATH" npm run --silent build
	@touch $@
