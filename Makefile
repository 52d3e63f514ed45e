# `make help` lists the targets. Nothing is written outside this folder.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
CACHE := $(CURDIR)/build/cache

# npm's wrappers in node_modules/.bin exit 0 when forge's tests fail and leave a killed node running,
# so that the binaries of the platform's own packages are used.
OS := $(shell uname -s | tr A-Z a-z)
ARCH := $(shell uname -m | sed -e s/x86_64/amd64/ -e s/aarch64/arm64/)
FOUNDRY := $(CURDIR)/node_modules/@foundry-rs
FORGE_BIN := $(FOUNDRY)/forge-$(OS)-$(ARCH)/bin
ANVIL := $(FOUNDRY)/anvil-$(OS)-$(ARCH)/bin/anvil
# forge caches signatures in the home folder.
FORGE := HOME=$(CACHE)/home $(FORGE_BIN)/forge

export BUGMARK_ANVIL := $(ANVIL)
export SOLCX_BINARY_PATH := $(CURDIR)/tools/solc
export APE_DATA_FOLDER := $(CACHE)/ape
export NUMBA_CACHE_DIR := $(CACHE)/numba
export PIP_CACHE_DIR := $(CACHE)/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export UV_CACHE_DIR := $(CACHE)/uv
export UV_PYTHON_DOWNLOADS := never
export MPLCONFIGDIR := $(CACHE)/matplotlib
export npm_config_cache := $(CACHE)/npm
export npm_config_update_notifier := false
# uv does not read pip's settings.
export SSL_CERT_FILE ?= $(PIP_CERT)
ifeq ($(SSL_CERT_FILE),)
unexport SSL_CERT_FILE
endif

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' Makefile

# --- Set-up ------------------------------------------------------------------------------------

# Each stamp lies in what it vouches for, and goes when that goes. The full set-up serves the demo.
VENV_FULL := .venv/.full
VENV_DEMO := $(if $(wildcard $(VENV_FULL)),$(VENV_FULL),.venv/.runtime)
NODE_FULL := node_modules/.full
NODE_DEMO := $(if $(wildcard $(NODE_FULL)),$(NODE_FULL),node_modules/.runtime)

# uv takes seconds where pip takes most of a minute; pip knows settings that uv does not.
define install_python
	@echo "setup: Python packages of $(1)"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --require-hashes --requirement $(1) \
		|| $(BIN)/pip install -qq --no-build-isolation --require-hashes --requirement $(1)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --offline --no-deps --no-build-isolation \
		--editable .
endef

define install_node
	@echo "setup: npm packages$(1)"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error $(1)
endef

.PHONY: setup setup-demo setup-python setup-node
setup: setup-python setup-node ## everything: .venv with all Python packages, node_modules
setup-demo: $(VENV_DEMO) $(NODE_DEMO)
setup-python: $(VENV_FULL)
setup-node: $(NODE_FULL)

.venv/.bootstrap: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed, $(PYTHON) is " + sys.version.split()[0] + ": use make PYTHON=...")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq --require-hashes --requirement $<
	@touch $@

.venv/.runtime: requirements/runtime.txt pyproject.toml .venv/.bootstrap
	$(call install_python,$<)
	@touch $@

$(VENV_FULL): requirements/dev.txt pyproject.toml .venv/.bootstrap
	$(call install_python,$<)
	@touch $@

node_modules/.runtime: package-lock.json
	$(call install_node, --omit=dev)
	@touch $@

$(NODE_FULL): package-lock.json
	$(call install_node)
	@touch $@

# --- Run ---------------------------------------------------------------------------------------

.PHONY: demo
demo: setup-demo ## the stories from bug report to payout, on a chain of their own (sets up what it needs)
	@$(BIN)/bugmark demo

# --- Test --------------------------------------------------------------------------------------

PYTEST := $(BIN)/pytest -p no:ape_test

# forge counts it as success when no test matches.
define forge_test
	@mkdir -p build/forge
	@$(1) $(FORGE) test $(2) | tee build/forge/test.log
	@! grep -q '^No tests' build/forge/test.log
endef

.PHONY: test test-contracts test-python
test: test-contracts test-python ## the contracts' tests, then Python's (sets up what is missing)

test-contracts: setup-node ## forge's tests; forge arguments by ARGS="--match-test ..."
	$(call forge_test,,$(ARGS))

test-python: setup ## pytest; arguments by PYTEST_ARGS="tests/unit -k ..."
	@$(PYTEST) -n 2 --dist loadgroup -m "not (ape or exhaustive or long or wheel)" $(PYTEST_ARGS)

# --- Check -------------------------------------------------------------------------------------

.PHONY: check lint-python lint-contracts slither artifacts-check docs-check
check: lint-python lint-contracts artifacts-check docs-check slither ## ruff, mypy, import-linter, forge fmt, solhint, slither, artifacts, docs

lint-python: setup-python
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo --cache-dir build/cache/import-linter

lint-contracts: setup-node
	@$(FORGE) fmt --check contracts tests/contracts
	@$(FORGE) build --deny warnings --quiet
	@node_modules/.bin/solhint --disc --noPoster --max-warnings 0 'contracts/**/*.sol'

artifacts-check: setup
	@$(BIN)/python tools/artifacts.py --check

docs-check: setup-python
	@$(BIN)/python tools/cli_reference.py --check
	@$(BIN)/python tools/json_schemas.py --check

slither: setup
	@FOUNDRY_OUT=build/slither/out FOUNDRY_CACHE_PATH=build/slither/cache \
		HOME=$(CACHE)/home PATH="$(FORGE_BIN):$$PATH" $(BIN)/slither . --config-file slither.config.json

.PHONY: fmt
fmt: setup ## format Python and Solidity, and apply ruff's safe fixes
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format
	@$(FORGE) fmt contracts tests/contracts

# --- Verify ------------------------------------------------------------------------------------

.PHONY: verify-ci verify-invariants verify-python verify-long coverage wheel-test test-ape halmos verify
verify-ci: verify-invariants verify-python coverage wheel-test test-ape ## invariants and Python tests at length, coverage of the contracts, the wheel, ape

verify-invariants: setup-node
	$(call forge_test,FOUNDRY_PROFILE=ci,--match-path 'tests/contracts/invariant/**')

verify-python: setup ## what is too long for each change
	@$(PYTEST) -n 2 -m exhaustive $(PYTEST_ARGS)

coverage: setup ## lines and branches of contracts/; fails below 98%
	@mkdir -p build/coverage
	@$(FORGE) coverage --report lcov --report-file build/coverage/lcov.info --no-match-path 'tests/contracts/invariant/**' > build/coverage/log.txt \
		|| { tail -n 40 build/coverage/log.txt; exit 1; }
	@$(BIN)/python tools/coverage_gate.py build/coverage/lcov.info --minimum 98 --exclude contracts/mocks/

wheel-test: setup
	@$(PYTEST) -m wheel tests/toolchain

# ape is not installed from Python 3.13 on: there pytest skips, and says why.
test-ape: setup ## ape: its own tests of the contracts, and the scripts from its command line
	@if [ -x $(BIN)/ape ]; then PATH="$(dir $(ANVIL)):$$PATH" $(BIN)/ape test tests/ape; fi
	@$(PYTEST) -n 2 --dist loadgroup -m ape tests/e2e

verify-long: setup
	@$(PYTEST) -n 2 -m long $(PYTEST_ARGS)

# Its packages want others than ours: an environment of its own.
HALMOS := build/halmos
$(HALMOS)/.installed: requirements/halmos.txt .venv/.bootstrap
	@$(PYTHON) -m venv $(HALMOS)
	@$(BIN)/uv pip install --quiet --python $(HALMOS)/bin/python --require-hashes --requirement $< \
		|| $(HALMOS)/bin/pip install -qq --require-hashes --requirement $<
	@touch $@

halmos: setup-node $(HALMOS)/.installed ## proofs of the payouts' arithmetic, for up to four payers
	@HOME=$(CACHE)/home PATH="$(FORGE_BIN):$$PATH" FOUNDRY_OUT=$(HALMOS)/out FOUNDRY_CACHE_PATH=$(HALMOS)/cache \
		$(HALMOS)/bin/halmos --contract PayoutsSymbolicTest --forge-build-out $(HALMOS)/out \
		--solver-timeout-assertion 300000 --loop 6

verify: verify-ci verify-long halmos ## verify-ci, all profiles of five bidders (4 minutes of one core), proofs (2 minutes)

# --- Make --------------------------------------------------------------------------------------

.PHONY: artifacts bench docs lock clean
artifacts: setup ## compile contracts/ into bugmark_py/artifacts/
	@$(BIN)/python tools/artifacts.py

docs: setup-python ## make docs/cli.md and docs/schema/ from the commands
	@$(BIN)/python tools/cli_reference.py
	@$(BIN)/python tools/json_schemas.py

bench: setup ## gas of each user action beside the peers (BENCH_ARGS=--write remakes docs/gas.md), then ratios of speed
	@$(BIN)/python bench/gas.py $(BENCH_ARGS)
	@$(BIN)/python bench/start.py
	@$(BIN)/python bench/place.py
	@$(BIN)/python bench/sync.py
	@$(BIN)/python bench/pools.py
	@$(BIN)/python bench/mechanisms.py
	@$(BIN)/python bench/delays.py
	@$(BIN)/python bench/weis.py

# The large lock is made first; the small ones take its versions. No index is named anywhere.
UV_COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command 'make lock' $(LOCK_ARGS)

lock: .venv/.bootstrap ## remake requirements/*.txt and package-lock.json (LOCK_ARGS=--upgrade for newer versions)
	@$(UV_COMPILE) --extra lab --group dev --group ape --constraint requirements/pins.in pyproject.toml requirements/bootstrap.in -o requirements/dev.txt
	@$(UV_COMPILE) --constraint requirements/dev.txt pyproject.toml -o requirements/runtime.txt
	@$(UV_COMPILE) --constraint requirements/dev.txt requirements/bootstrap.in -o requirements/bootstrap.txt
	@$(UV_COMPILE) requirements/halmos.in -o requirements/halmos.txt
	@rm -rf build/lock && mkdir -p build/lock && cp package.json package-lock.json build/lock/
	@cd build/lock && npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved \
		--no-audit --no-fund --loglevel=error
	@node tools/finish_lock.js build/lock/package-lock.json
	@cmp -s build/lock/package-lock.json package-lock.json || cp build/lock/package-lock.json package-lock.json

clean: ## remove what was built and installed
	@rm -rf build dist .venv node_modules crytic-export .hypothesis
