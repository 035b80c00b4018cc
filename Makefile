# The only things needed: python3 3.11 or later with venv, make, git.
# Another Python: `PYTHON=python3.12 make test`.

PYTHON  ?= python3
version := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)

bin     := .venv/bin
install := $(bin)/python -m pip install --quiet --disable-pip-version-check
locked  := $(install) --require-hashes --no-build-isolation

# Stamps: the environment, what runs ipskg, and what tests and checks it.
# The first is named after its Python, so that another Python makes another environment.
venv    := .venv/.python-$(version)
runtime := .venv/.runtime
dev     := .venv/.dev

turtle  := ontology shapes data tests

no-python  = ipskg needs Python 3.11 or later, and '$(PYTHON)' does not run: install it, or name another (PYTHON=python3.12)
old-python = ipskg needs Python 3.11 or later, and '$(PYTHON)' is $(version): install a newer one, and name it (PYTHON=python3.12)
no-venv    = ipskg needs the venv module of '$(PYTHON)': install it (on Debian and Ubuntu: apt install python$(version)-venv)

.PHONY: help results test check lint docs-check docs format bench bench-full lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

results: $(runtime) ## print the results of the coded review
	@$(bin)/ipskg results

test: $(dev) ## run the tests
	@$(bin)/pytest --numprocesses auto --dist loadfile

check: lint docs-check test ## format, lint, types, docs and tests

lint: $(dev)
	@$(bin)/ruff format --check --quiet .
	@$(bin)/ruff check --quiet .
	@$(bin)/lint-imports --no-logo
	@$(bin)/mypy
	@$(bin)/turtlefmt --check $(turtle)

docs-check: $(dev)
	@$(bin)/python tools/docs.py --check

docs: $(runtime) ## write the generated pages anew
	@$(bin)/python tools/docs.py

format: $(dev) ## format Python and Turtle
	@$(bin)/ruff check --fix-only --quiet .
	@$(bin)/ruff format --quiet .
	@$(bin)/turtlefmt $(turtle)

bench: $(runtime) ## measure the speed, as ratios of one run
	@$(bin)/python benchmarks/bench.py

bench-full: $(runtime) ## measure invented corpora of up to 10 M quads; SIZES=10000,1000000 or ONLY=lookups for less
	@$(bin)/python benchmarks/scale.py $(if $(SIZES),--sizes $(SIZES)) $(if $(ONLY),--only '$(ONLY)') $(if $(FOLDER),--folder $(FOLDER))

lock: .venv-lock/bin/uv ## resolve the dependencies anew; UPGRADE=--upgrade takes the newest
	@$(compile) --group build --output-file requirements-build.lock
	@$(compile) pyproject.toml --constraints requirements-build.lock --output-file requirements.lock
	@$(compile) pyproject.toml --extra fast --extra reason --extra serve --group dev --constraints requirements-build.lock \
	    --constraints requirements.lock --output-file requirements-dev.lock

compile = .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url $(UPGRADE)

clean: ## remove what make made
	@rm -rf .venv .venv-lock build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +

$(venv):
	$(if $(version),,$(error $(no-python)))
	$(if $(shell $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || echo old),$(error $(old-python)))
	$(if $(shell ($(PYTHON) -c 'import ensurepip' && $(PYTHON) -m venv --help) >/dev/null 2>&1 || echo none),$(error $(no-venv)))
	@rm -rf .venv
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; echo "$(no-venv)" >&2; exit 1; }
	@touch $@
	@echo "Setting up .venv with Python $(version)" >&2

$(runtime): $(venv) requirements-build.lock requirements.lock pyproject.toml
	@$(locked) --requirement requirements-build.lock >&2
	@$(locked) --requirement requirements.lock >&2
	@$(install) --no-build-isolation --no-deps --editable . >&2
	@touch $@

$(dev): $(runtime) requirements-dev.lock
	@$(locked) --requirement requirements-dev.lock >&2
	@touch $@

.venv-lock/bin/uv:
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/pip install --quiet --disable-pip-version-check uv
