# A fresh machine needs only make and Python 3.11 or later; everything else goes into .venv.
# Another Python: PYTHON=python3.12 make report

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TESTABLE := $(VENV)/.testable
UNFINISHED := $(VENV)/.unfinished
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# The lock is complete, so nothing is resolved (--no-deps): pip would else ask for the newest release
# of whatever is required with extras, and refuse it for want of a hash.
PINNED := --only-binary :all: --require-hashes --no-deps --requirement
TESTS_FROM := \# for the tests as well
LOCK_FLAGS ?=
NOTEBOOKS ?= notebooks
WORKERS ?= 2
CLOCK := build/clock
LAB_FLAGS ?=

.DEFAULT_GOAL := help
.PHONY: help report test check lab notebooks pictures lock environment format bench clean
.NOTPARALLEL:

help:
	@echo 'make report       tables, charts, the report and executed notebooks, into build/'
	@echo 'make test         everything that must hold: style, types, tests, notebooks'
	@echo 'make lab          the notebooks in JupyterLab'
	@echo 'make notebooks    run the notebooks anew, keep the outputs, show what changed'
	@echo 'make pictures     draw the pictures of the README anew'
	@echo 'make format       tidy the code'
	@echo 'make check        style and types only'
	@echo 'make bench        measure the speed'
	@echo 'make lock         pin the requirements anew (LOCK_FLAGS=--upgrade for newer ones)'
	@echo 'make environment  write environment.yml from pyproject.toml'
	@echo 'make clean        remove what was built, keep .venv'

report: $(READY)
	@$(BIN)/figures report --out build

# The files with a browser take longest and come first: --no-loadscope-reorder keeps them there.
test: check
	$(BIN)/python -m pytest tests --cov --durations=15 -n $(WORKERS) --no-loadscope-reorder
	@echo "$$(date +%s) s for the tests" >> $(CLOCK)
	$(BIN)/python -m pytest --nbval --nbval-current-env --nbval-cell-timeout=60 notebooks
	@echo "$$(date +%s) s for the notebooks" >> $(CLOCK)
	@awk 'NR > 1 { $$1 -= last; print } { last += $$1 }' $(CLOCK)

check: $(TESTABLE)
	@mkdir -p $(dir $(CLOCK)) && date +%s > $(CLOCK)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	@echo "$$(date +%s) s for style and types" >> $(CLOCK)

lab: $(READY)
	JUPYTER_CONFIG_PATH="$(CURDIR)/.jupyter" $(BIN)/python -m jupyter lab \
	  --notebook-dir=$(NOTEBOOKS) --LabApp.default_url=/lab/tree/00-sources.ipynb $(LAB_FLAGS)

notebooks: $(READY)
	@$(BIN)/figures notebooks --out notebooks
	@echo 'What changed in the notebooks since the last commit (nothing, if no line follows):'
	@$(BIN)/nbdiff HEAD notebooks

# The commands stand in the README above each picture.
pictures: $(READY)
	@$(BIN)/python .ci/pictures.py

format: $(TESTABLE)
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

bench: $(TESTABLE)
	$(BIN)/python tests/benchmarks/speed.py --notebooks
	$(BIN)/python tests/benchmarks/reading.py

lock: $(TESTABLE)
	$(BIN)/python .ci/lock.py $(LOCK_FLAGS)

environment: $(TESTABLE)
	$(BIN)/pyproject2conda project --overwrite force

clean:
	rm -rf build dist .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name .venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

# The stamp is the last thing made, so an installation that was broken off is seen and begun afresh.
$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON): install Python 3.11 or later, or name one: PYTHON=python3.12 make" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or later is needed and $(PYTHON) is older:" \
	    "name a newer one, as in PYTHON=python3.12 make report" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) has no venv module: install it (on Debian: apt-get install python3-venv)" >&2; \
	  exit 1; }
	@if [ -e $(UNFINISHED) ] || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  $(PYTHON) -m venv --clear $(VENV); \
	fi
	@touch $(UNFINISHED)
	@echo 'Installing the pinned requirements into $(VENV): a few minutes, once.'
	@sed '/^$(TESTS_FROM)/,$$d' requirements.lock > $(VENV)/report.txt
	@$(PIP) $(PINNED) $(VENV)/report.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@rm $(UNFINISHED)
	@touch $@

# What the tests need comes on top: a browser's driver, type checkers, readers of what is written.
$(TESTABLE): $(READY)
	@echo 'Installing what the tests need: a minute or two, once.'
	@$(PIP) $(PINNED) requirements.lock
	@touch $@
