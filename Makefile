# The two commands of the README: `make sandbox` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Whole processes, whole browsers and whole systems, the longest first: they wait a lot, and tell nothing of what is covered.
LONG := browser killing stories contract
ONE_MORE = $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)")
TWO_MORE = $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 2)")
# What tells the same on every database, or has no database: one run of it is enough.
ALREADY := upgrade domain providers simulators packaging contract killing stories setup sandbox planner schedule oscar_pages dashboard/integrations dashboard/jobs dashboard/audit stock/test_machine.py invoicing/test_generated_facts.py invoicing/test_generated_orders.py
FIRST := services browser
AGAIN := $(filter-out $(ALREADY) $(FIRST),$(patsubst tests/%/__init__.py,%,$(wildcard tests/*/__init__.py)))
# Uses SQLite wherever it is run.
ON_SQLITE := dashboard/test_groups.py::test_the_migration_makes_them_going_back_keeps_them_and_zero_removes_them
# Of the dashboard, what asks nothing of the database that its lists, its buttons and services/test_every_page.py do not ask.
PAGES := permissions browser following menu navigation lifeline timeline print pdf badges chart pictures cures problem_kinds detail page rows
IGNORED := $(ALREADY:%=--ignore tests/%) $(PAGES:%=--ignore-glob "tests/dashboard/*test_%.py") $(ON_SQLITE:%=--deselect tests/%)

.DEFAULT_GOAL := help

help:  ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "Python 3.10 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --editable ".[celery,postgres,testing]" --group dev
	@touch $@

install: $(VENV)/.installed translations  ## Make the environment all other targets use

translations: $(VENV)/.installed
	@$(BIN)/python -m scripts.translations compile

sandbox: install  ## Start the demo shop, the simulated accounting systems and the worker
	@$(BIN)/python -m sandbox.run

sandbox-reset: install  ## Throw the demo shop's data away
	@$(BIN)/python -m sandbox.run --reset

test: install $(if $(LINTED),,lint) pytest  ## Everything that can be tested on a machine without servers

pytest: install  ## The tests alone: as `make test` without `make lint`
	$(BIN)/python -m pytest -n $(TWO_MORE) --dist loadgroup -p no:randomly --durations 15 $(LONG:%=tests/%)
	$(BIN)/python -m pytest -n auto $(LONG:%=--ignore tests/%)

coverage: install  ## How much of the code the tests run: all of domain and providers, nine tenths of the rest
	$(BIN)/python -m pytest -n auto --cov --cov-report= $(LONG:%=--ignore tests/%)
	$(BIN)/coverage report --include="oscar_lt_accounting/domain/*,oscar_lt_accounting/providers/*" --fail-under=100
	$(BIN)/coverage report --omit="oscar_lt_accounting/domain/*,oscar_lt_accounting/providers/*" --fail-under=90

test-deep: install coverage  ## The long runs: what is covered, thousands of generated orders, every kill with every fault
	HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest -n auto -m "deep or not deep"
	$(BIN)/python -m scripts.oscar_suite $(OSCAR_CHECKOUT)

test-services: install  ## All that uses a database again, on PostgreSQL, and Redis, RabbitMQ, Celery and Chromium
	$(BIN)/python -m scripts.services $(BIN)/python -m pytest -n $(ONE_MORE) --dist loadgroup -p no:randomly --durations 15 $(FIRST:%=tests/%) $(AGAIN:%=tests/%) $(IGNORED)

test-wheel: install  ## The wheel in new Oscar projects: README's steps, every page and button, each Python and Django
	$(BIN)/python -m scripts.wheel

bench: install  ## Measure, as ratios in one run
	@$(BIN)/python -m bench

lint: install  ## Style, types, architecture, migrations and system checks, two at a time
	@$(MAKE) --no-print-directory -j 2 lint-types lint-style lint-project

lint-types: install
	$(BIN)/mypy

lint-style: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

lint-project: install
	$(BIN)/python -m django makemigrations --check --dry-run oscar_lt_accounting --settings tests.settings
	$(BIN)/python -m django check --fail-level WARNING --settings tests.settings
	$(BIN)/python -m django check --fail-level WARNING --settings sandbox.settings

format: install  ## Put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: install  ## Collect the sentences for translation (needs GNU gettext)
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m scripts.translations update

tables: install  ## Write what each system can into README.md and docs/capabilities.md
	$(BIN)/python -m scripts.tables

outcomes: install  ## Write what becomes of a document when a call goes wrong into docs/fault-outcomes.md
	OUTCOMES=write $(BIN)/python -m pytest tests/contract -n 0 -q

stories: install  ## Take the pictures of docs/stories.md and docs/pages.md anew (needs Chromium)
	rm -rf docs/stories docs/pages
	CI=true STORIES=write $(BIN)/python -m pytest tests/stories -n 2 -q
	$(BIN)/python -m scripts.gallery

.PHONY: help install translations sandbox sandbox-reset test pytest coverage test-deep test-services test-wheel bench lint lint-types lint-style lint-project format messages tables outcomes stories
