# StoryMimi on your machine. Needs Python 3.11, make and git; everything else is set up here, under .venv and var.

PYTHON ?= python3.11
PY := .venv/bin/python
DEBUG := $(or $(DEBUG),1)
# What a person writes is theirs to the letter: make would take $HOME in it for its own variable $H.
override PROMPT := $(value PROMPT)
override TITLE := $(value TITLE)
override STYLE := $(value STYLE)
override SCENES := $(value SCENES)
export DEBUG PROMPT TITLE STYLE SCENES

.PHONY: demo serve test setup lint bench vendors clean help

demo: setup  ## make one story while you watch: PROMPT= TITLE= STYLE= SCENES= ONCE=1 PORT=
	@$(PY) manage.py demo $(if $(ONCE),--once) $(if $(SCENES),--scenes="$$SCENES") $(if $(TITLE),--title="$$TITLE") \
		$(if $(PROMPT),--prompt="$$PROMPT") $(if $(STYLE),--style="$$STYLE")

serve: setup  ## web and worker at http://127.0.0.1:8000
	@$(PY) manage.py serve

test: .venv/.test  ## the whole suite; ARGS= goes to pytest
	@$(PY) -m tests $(ARGS)

lint: .venv/.test  ## style, settings, migrations, API schema
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@$(PY) manage.py check && $(PY) manage.py makemigrations --check --dry-run
	@$(PY) manage.py spectacular --validate --fail-on-warn --file /dev/null

bench: $(if $(NAME),.venv/.bench)  ## NAME=engine, latency, api, chaos or storage; ARGS= goes to it
	@$(if $(NAME),$(PY) -m bench.$(NAME) $(ARGS),echo "Say which: make bench NAME=engine, latency, api, chaos or storage" >&2; exit 2)

vendors: .venv/.test  ## stand-in vendors on loopback; prints the variables that make StoryMimi use them
	@$(PY) -m tests.vendors

setup: .venv/.run

.venv/.run: requirements.txt
	@test -x $(PY) || $(PYTHON) -m venv .venv || python3 -m venv .venv
	@echo "Installing what StoryMimi needs (about a minute, only this once) …"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.test: .venv/.run requirements-dev.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/.bench: .venv/.test requirements-bench.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

clean:  ## forget the virtual environment and all stories
	rm -rf .venv var staticfiles

help:  ## what there is to make
	@sed -n 's/^\([a-z]*\):.*  ## /  make \1\t/p' Makefile
