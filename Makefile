# One command each; every one sets up what it needs in .venv first.
# PYTHON=python3.12 picks the interpreter, PYTEST_ARGS=... goes to pytest.

.DEFAULT_GOAL := help
.PHONY: help demo test check bench fmt clean format lint types coverage rules docs

BIN := .venv/bin
# A definition for CPython 3.13, which dropped PyEval_CallObject, and the optimisation that the engine's own
# build leaves out.
ENGINE_CPPFLAGS := -DPyEval_CallObject=PyObject_CallObject -O2
PYTEST_ARGS ?=

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

.venv/.installed: pyproject.toml tools/setup.sh
	@CPPFLAGS='$(ENGINE_CPPFLAGS) $(CPPFLAGS)' PYTHON='$(PYTHON)' sh tools/setup.sh .
	@touch $@

.venv/.developer: pyproject.toml tools/setup.sh
	@CPPFLAGS='$(ENGINE_CPPFLAGS) $(CPPFLAGS)' PYTHON='$(PYTHON)' sh tools/setup.sh '.[dev]'
	@touch .venv/.installed $@

demo: .venv/.installed ## check the lists of examples/ and print what is found
	@sh tools/demo.sh $(BIN)/ldn-rules

test: .venv/.developer ## the whole test suite
	$(BIN)/pytest $(PYTEST_ARGS)

check: format lint types coverage rules docs ## all that a change must pass

bench: .venv/.installed ## speed and memory, as ratios, beside their targets
	$(BIN)/python benchmarks/run.py

format: .venv/.developer
	$(BIN)/ruff format --check

lint: .venv/.developer
	$(BIN)/ruff check

types: .venv/.developer
	$(BIN)/mypy

coverage: .venv/.developer
	$(BIN)/pytest --cov --cov-report=term $(PYTEST_ARGS)

rules: .venv/.developer
	$(BIN)/ldn-rules rules validate
	$(BIN)/ldn-rules rules test
	$(BIN)/python tools/mutate_rules.py

docs: .venv/.developer
	$(BIN)/python tools/check_docs.py

fmt: .venv/.developer ## rewrite the source in the project's format
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

clean: ## remove .venv, caches and build results
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* build dist
