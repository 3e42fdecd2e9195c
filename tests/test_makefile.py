"""What a person writes after `make` reaches the command."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")


@pytest.fixture
def make(tmp_path):
    """Run a goal with a program in Python's place that prints what it was told, a line each, and DEBUG."""
    python = tmp_path / "python"
    python.write_text("""#!/bin/sh\nprintf '%s\\n' "$@" "DEBUG=$DEBUG"\n""")
    python.chmod(0o700)

    def make(goal: str, *words: str, **environment: str) -> list[str]:
        command = ["make", "--old-file=setup", goal, f"PY={python}", *words]
        environment = {"PATH": os.environ["PATH"], **environment}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    return make


PROMPT = """--- A $HOME for "Mimi"'s $5 kite, `whoami`, $(shell whoami), $(id) & 100% #1 \\ ;"""


def test_a_prompt_is_taken_to_the_letter(make):
    for said in (make("demo", f"PROMPT={PROMPT}"), make("demo", PROMPT=PROMPT)):
        assert said[:-1] == ["manage.py", "demo", f"--prompt={PROMPT}"]


def test_everything_a_story_may_be_told(make):
    said = make("demo", "TITLE=The $ Kite", "PROMPT=A fox", "STYLE=ink", "SCENES=2", "ONCE=1")
    assert said[2:-1] == ["--once", "--scenes=2", "--title=The $ Kite", "--prompt=A fox", "--style=ink"]


@pytest.mark.parametrize(("environment", "debug"), [({}, "1"), ({"DEBUG": ""}, "1"), ({"DEBUG": "0"}, "0")])
def test_development_is_what_one_gets_unless_one_says_no(make, environment, debug):
    assert make("serve", **environment) == ["manage.py", "serve", f"DEBUG={debug}"]


def test_a_bench_without_a_name_is_asked_for_one():
    done = subprocess.run(["make", "bench"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode
    assert "make bench NAME=engine" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_every_goal_and_what_it_takes(make):
    told = make("help")
    assert [line.split("\t")[0].strip() for line in told] == [
        f"make {goal}" for goal in ("demo", "serve", "test", "lint", "bench", "vendors", "clean", "help")
    ]
    assert told[0].endswith("PROMPT= TITLE= STYLE= SCENES= ONCE=1 PORT=")
