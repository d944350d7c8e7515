# annotator: everything starts from here. `make help` lists what there is.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
# Other projects' readers and measures, hundreds of megabytes, in an environment of their own.
OTHERS := .venv-interop
# Annotation programs of others, each in an environment of its own.
CLIENTS        := .venv-clients-
CLIENTS_PYTHON ?= $(PYTHON)

.DEFAULT_GOAL := help
.PHONY: help run test test-all test-rest faults interop clients check bench bench-compare pictures clean

help:  ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "annotator needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up $(VENV): about a minute or two, once, and again when the dependencies change"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

run: $(READY)  ## Open the screen on the bundled articles (ARGS="--as kim" and the like)
	@$(BIN)/annotator $(ARGS)

# Four workers also where there are two processors: a screen's test waits for half of its time.
test: $(READY)  ## Run the daily round of tests, some minutes (ARGS="-k undo" and the like)
	$(BIN)/python -m pytest -n 4 --dist worksteal -m 'not fault' $(ARGS)

test-all: export LAWS = all
test-all: test test-rest  ## Run all tests, every law with all its examples

test-rest: faults interop  ## Run what `make test` leaves out: faults, terminals, other projects' packages

faults: $(READY)  ## Kill, starve and cut off the program, and list what was lost (FULL=1: hours; TABLE=FILE: as Markdown)
	$(BIN)/python -m pytest -n 2 --dist worksteal -m fault --faults $(if $(FULL),--faults-full) $(if $(TABLE),--faults-table=$(TABLE)) $(ARGS)

$(OTHERS)/.ready: pyproject.toml constraints.txt tests/interop/requirements.txt
	$(PYTHON) -m venv $(OTHERS)
	$(OTHERS)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]' --requirement tests/interop/requirements.txt
	@touch $(OTHERS)/.ready

interop: $(OTHERS)/.ready  ## Hold agreement and exports against other projects' packages
	$(OTHERS)/bin/python -m pytest -n 2 --dist worksteal tests/interop $(ARGS)

$(CLIENTS)%/.ready: tests/clients/%.txt
	$(CLIENTS_PYTHON) -m venv $(CLIENTS)$*
	$(CLIENTS)$*/bin/python -m pip install --quiet --disable-pip-version-check --requirement $< || \
	  { echo "$* cannot be installed: see the first lines of $<, and try make CLIENTS_PYTHON=python3.11 clients"; exit 1; }
	@touch $@

clients: $(READY) $(CLIENTS)label-studio/.ready $(CLIENTS)doccano/.ready  ## Bring exports into Label Studio and doccano themselves, and back (TABLE=FILE)
	$(BIN)/python -m tests.clients --environments $(CLIENTS) $(if $(TABLE),--table $(TABLE)) $(ARGS)

check: $(READY)  ## Lint, format, types, layers, and the examples in the documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/run_examples.py

bench: $(READY)  ## Measure against references in the same run; prints ratios (OUT=FILE: add the run to a file)
	$(BIN)/python -m benchmarks $(if $(OUT),--out $(OUT)) $(ARGS)

bench-compare: $(READY)  ## What is slower by a fifth in one file of runs than in another (A=FILE B=FILE)
	$(BIN)/python -m benchmarks compare $(A) $(B)

pictures: $(READY)  ## Draw the pictures in docs/pictures anew
	$(BIN)/python docs/draw_pictures.py

clean:  ## Remove the environment and caches; annotations stay
	rm -rf $(VENV) $(OTHERS) $(CLIENTS)* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
