# Everything a fresh clone needs: `make run` opens the app, `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
.DEFAULT_GOAL := help

help: ## List these targets
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F':.*?## ' '{printf "  %-14s %s\n", $$1, $$2}'

$(VENV)/.runtime: requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Winnow needs Python 3.11 or newer; set PYTHON=…" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

setup: $(VENV)/.runtime ## Create .venv with what the app needs

setup-dev: $(VENV)/.dev ## … and what tests and checks need

run: setup ## Open the app on the bundled sample
	$(BIN)/python -m curation load sample
	$(BIN)/python -m streamlit run app.py --server.port=$(PORT) --server.headless=false

test: setup-dev ## Run every test; Chromium is installed where this machine lets us
	@sh tests/install-chromium.sh
	$(BIN)/python -m pytest tests/unit tests/app -n 2 --cov=curation --cov-report=term:skip-covered --cov-fail-under=85
	$(BIN)/python -m pytest tests/browser

test-browser: setup-dev ## Run the browser tests alone
	@sh tests/install-chromium.sh
	$(BIN)/python -m pytest tests/browser

check: setup-dev ## Lint, format, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: setup-dev ## Take the pictures in docs/ from the real app
	@sh tests/install-chromium.sh
	$(BIN)/python docs/pictures.py

$(VENV)/.bench: $(VENV)/.runtime requirements-bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt -c constraints.txt \
		|| echo "the peers could not be installed: those missing are left out"
	@touch $@

bench: $(VENV)/.bench ## Measure against named peers: pairs, planted truth
	$(BIN)/python benchmarks/neighbours.py
	$(BIN)/python benchmarks/planted_truth.py

.PHONY: help setup setup-dev run test test-browser check docs bench
