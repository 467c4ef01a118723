# Each target makes the virtual environment it needs; Python 3.11 or newer with venv is all that must be there.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
export TF_CPP_MIN_LOG_LEVEL ?= 2

.PHONY: demo app test test-slow lint types format clean

$(READY): pyproject.toml setup.cfg setup.py
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip setuptools wheel
	$(BIN)/pip install --quiet --editable ".[dev]"
	touch $(READY)

demo: $(READY)
	$(BIN)/python examples/demo.py

# The page of generators, which is kept as it is built: only who changes it needs node.
app:
	cd examples/web_app && npm ci && npx vite build

test: $(READY)
	$(BIN)/python -m pytest -m "not slow" -q --numprocesses auto --maxprocesses 4 --dist loadfile \
		--no-loadscope-reorder

test-slow: $(READY)
	$(BIN)/python -m pytest -m slow

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv build dist demo *.egg-info
