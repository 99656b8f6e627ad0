# run    the product with its demo, on http://127.0.0.1:8000 (PORT=… for another)
# test   everything (TEST_ARGS="tests/config -x" for less)
# check  style, types, and who may import whom
# bench  the speed of the hot paths beside their yardsticks
# lock   the locked requirements anew, from config/requirements*.in
# clean  what can be made again; the data of the embedded PostgreSQL stays

# The first one that is new enough; PYTHON=… names another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV = .venv/bin/python
INSTALL = $(VENV) -m pip install --no-input --disable-pip-version-check --require-hashes --no-deps
COMPILE = $(VENV) -m uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --quiet

# Named after what the locks hold, so that only another lock is installed anew.
MADE = .venv/made
LOCKED = .venv/locked-$(shell cksum < config/requirements.txt | tr -d ' ')
LOCKED_DEV = $(LOCKED)-$(shell cksum < config/requirements-dev.txt | tr -d ' ')

.PHONY: run test check bench lock clean

run: $(LOCKED)
	@exec $(VENV) -m config.run

test: $(LOCKED_DEV)
	@exec $(VENV) -m pytest $(TEST_ARGS)

check: $(LOCKED_DEV)
	@$(VENV) -m ruff check . && $(VENV) -m ruff format --check . && $(VENV) -m mypy && $(VENV) .venv/bin/lint-imports

bench: $(LOCKED_DEV)
	@exec $(VENV) -m tests.bench $(BENCH_ARGS)

lock: $(LOCKED_DEV)
	@cd config && ../$(COMPILE) requirements.in -o requirements.txt && ../$(COMPILE) requirements-dev.in -o requirements-dev.txt

clean:
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .schemathesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@test -n "$(PYTHON)" || { echo "Tidemark needs Python 3.11 or newer; none was found. PYTHON=… names one." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) can't make a virtual environment: on Debian or Ubuntu, apt-get install python3-venv" >&2; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv
	@touch $@

$(LOCKED): | $(MADE)
	@echo "Installing the locked packages …"
	@$(INSTALL) -r config/requirements.txt
	@rm -f .venv/locked-* && touch $@

$(LOCKED_DEV): $(LOCKED)
	@echo "Installing the locked packages for development …"
	@$(INSTALL) -r config/requirements-dev.txt
	@touch $@
