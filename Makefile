# `make` lists what there is. Everything sets itself up: Python 3.11 and make are enough.
PYTHON ?= python3
PORT ?= 8000
export PORT
export PYTHONUNBUFFERED = 1

IN_VENV = $(PYTHON) scripts/bootstrap.py
# Gives the command throw-away PostgreSQL and Valkey, unless DATABASE_URL and REDIS_URL name others.
WITH_SERVERS = $(IN_VENV) python -m pressoffice.embedded run

COMPILE_LOCK = uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	--python-version 3.11 --system-certs --no-config -q

STEPS = lint types layers migrations templates deploy test

.DEFAULT_GOAL := help
.PHONY: help demo forget-demo test check lint types layers migrations templates deploy format messages lock bench clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Run the whole portal with demo data (PORT=8000); Ctrl-C stops it
	@$(PYTHON) pressoffice/embedded/preflight.py
	@$(IN_VENV) python -m pressoffice.embedded demo

test: ## Run the tests, in parallel and in random order (ARGS= for pytest)
	@$(WITH_SERVERS) pytest -n auto --dist worksteal $(ARGS)

check: ## Everything that must hold before a change lands
	@$(WITH_SERVERS) sh -ec 'for step in $(STEPS); do echo "── $$step"; $(MAKE) --no-print-directory $$step; done'

lint: ## Style and mistakes (ruff)
	@$(IN_VENV) ruff check
	@$(IN_VENV) ruff format --check

types: ## Types (mypy, strict)
	@$(WITH_SERVERS) mypy .

layers: ## Who may import whom (import-linter)
	@$(WITH_SERVERS) lint-imports --no-logo

migrations: ## Models and migrations agree; no two migrations follow the same one
	@$(WITH_SERVERS) python manage.py makemigrations --check --dry-run

templates: ## Templates (djlint)
	@$(IN_VENV) djlint --lint --quiet .

deploy: ## Django's own checks of the production settings
	@PRESSOFFICE_MODE=production SEAL_KEYS=none FINGERPRINT_KEY=none SECRET_KEY="$$(head -c 48 /dev/urandom | base64)" ALLOWED_HOSTS=press.example.kz \
		$(WITH_SERVERS) python manage.py check --deploy --fail-level WARNING

messages: ## Bring the catalogues in step with the code, ready to be translated (needs gettext)
	@$(WITH_SERVERS) python manage.py makemessages

format: ## Put the code into shape
	@$(IN_VENV) ruff check --fix
	@$(IN_VENV) ruff format

lock: ## Bring the locks in step with pyproject.toml (ARGS=--upgrade: newest versions)
	@$(IN_VENV) $(COMPILE_LOCK) $(ARGS) -o requirements.txt
	@$(IN_VENV) $(COMPILE_LOCK) $(ARGS) --extra dev -c requirements.txt -o requirements-dev.txt

bench: ## What a sweep costs (1,000 due duties among 1,000,000, against 10,000), 1,000 cards against the bare PDF engine, 20,000 rows of a register
	@$(WITH_SERVERS) python bench/sweep.py
	@$(WITH_SERVERS) python bench/cards.py
	@$(WITH_SERVERS) python bench/register.py

clean: ## Remove what tools and tests left; the demo's data stays
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage build staticfiles

forget-demo: ## Remove the demo's data
	@$(IN_VENV) python -m pressoffice.embedded forget
