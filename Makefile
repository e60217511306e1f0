# Everything a developer types. `make` alone lists it.
PYTHON := .venv/bin/python
# Processes the tests run in.
WORKERS ?= 2
# Handed on to the program or tool that a target starts, e.g. make test ARGS='-k scan', make run ARGS='--orders 500'.
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test check format translations screens bench soak

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: ## install what is missing: system packages, .venv, the program (quick when nothing changed)
	@tools/setup.sh

run: setup ## open the demo company; without a display it plays a scripted day
	@.venv/bin/orderdesk demo $(ARGS)

test: setup ## run the tests, on SQLite and on a private PostgreSQL
	@$(PYTHON) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: setup ## style, types, floors and translations
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -c 'import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())'
	@$(PYTHON) -m tools.translations check
	@$(PYTHON) -m tools.placeholders

format: setup ## bring the code into the common form
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

translations: setup ## collect the texts of the screens and compile the Chinese ones
	@$(PYTHON) -m tools.translations tidy
	@$(PYTHON) -m tools.translations release

screens: setup ## draw every screen, light and dark, Chinese and English, into docs/screens
	@$(PYTHON) -m tools.screens $(ARGS)

bench: setup ## run all benchmarks and write benchmarks/RESULTS.md
	@$(PYTHON) -m benchmarks $(ARGS)

soak: setup ## 5,000 random histories through the sync simulator, 50 lives of a company by every verb and 50 made-up calls of each route, 10,000 orders through all linked systems
	@$(PYTHON) -m pytest -n $(WORKERS) --timeout 0 --histories 5000 tests/sync $(ARGS)
	@$(PYTHON) -m pytest -n $(WORKERS) --timeout 0 -o faulthandler_timeout=0 --histories 5000 tests/hub/test_company_life.py tests/hub/test_described_routes.py $(ARGS)
	@$(PYTHON) -m pytest --timeout 0 -o faulthandler_timeout=0 --orders 10000 tests/hub/test_linkage.py $(ARGS)
