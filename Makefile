# The two commands of a newcomer are `make demo` and `make test`; both need only Python 3.11 or later, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# One thread a process: pytest runs two of them, and threads that compete for two cores only wait for each other.
# Those that need no folder of images; see bench/README.md for the others.
BENCHES := neighbours discs companions calibration realism score_scale domain_coverage domain_sampling sprites
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1

.PHONY: help demo test lint bench clean

help:
	@echo "make demo   install into $(VENV) and score synthetic digits against real ones (under a minute)"
	@echo "make test   install what tests need, then lint, type check and test everything"
	@echo "make lint   ruff, mypy and the rules for imports"
	@echo "make bench  measure speed against named peers"
	@echo "make clean  remove $(VENV) and everything that tools left behind"

demo: $(VENV)/.installed
	$(BIN)/datadiet demo

test: lint
	$(ONE_THREAD) $(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-bench
	@for name in $(BENCHES); do echo "== bench/$$name.py"; $(BIN)/python bench/$$name.py || exit 1; done

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "datadiet needs Python 3.11 or later; found: $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "What to do: install it, and run make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments: its venv module is missing." >&2; \
	  echo "What to do: install the package python3-venv (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Installing into $(VENV): about a minute, once."
	$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-%: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Installing what '$*' needs into $(VENV): some minutes, once."
	$(PIP) install --quiet --constraint constraints.txt --editable '.[$*]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
