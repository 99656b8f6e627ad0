# run    the product with its demo, on http://127.0.0.1:8000 (PORT=… for another)
# test   everything (TEST_ARGS="tests/config -x" for less)
# check  style, types, and who may import whom; the client's, too
# types  the client's types of the API anew
# wheel  the product as one file, the client built
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

.PHONY: run test check types wheel bench lock clean

run: $(LOCKED)
	@exec $(VENV) -m config.run

test: $(LOCKED_DEV)
	@$(VENV) -m config.client build
	@exec $(VENV) -m tests $(TEST_ARGS)

check: $(LOCKED_DEV)
	@$(VENV) -m ruff check . && $(VENV) -m ruff format --check . && $(VENV) -m mypy && $(VENV) .venv/bin/lint-imports && $(VENV) -m config.client check

types: $(LOCKED)
	@mkdir -p var && $(VENV) -m config.command flask --app wsgi openapi print > var/openapi.json
	@$(VENV) -m config.client types ../../var/openapi.json src/api/schema.ts

wheel: $(LOCKED)
	@rm -rf build tidemark.egg-info
	@$(VENV) -m config.client build
	@$(VENV) -m pip wheel --no-deps --no-input --disable-pip-version-check --wheel-dir var .
	@rm -rf build tidemark.egg-info

bench: $(LOCKED_DEV)
	@$(VENV) -m config.client build
	@exec $(VENV) -m tests.bench $(BENCH_ARGS)

lock: $(LOCKED_DEV)
	@cd config && ../$(COMPILE) requirements.in -o requirements.txt && ../$(COMPILE) requirements-dev.in -o requirements-dev.txt && ../$(COMPILE) requirements-node.in -o requirements-node.txt

clean:
	@rm -rf .venv backend/client/node_modules backend/client/dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .schemathesis
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
