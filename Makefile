# `make app` opens the web page, `make test` runs every check; both set up what they need in .venv first.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: app test docs clean
app: .venv/app.stamp
	$(BIN)/clf desk open

test: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto

docs: .venv/docs.stamp
	$(BIN)/mkdocs build --strict --site-dir .venv/site

.venv/%.stamp: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "clf needs Python 3.11 or later: set PYTHON=")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[$*]"
	touch $@

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
