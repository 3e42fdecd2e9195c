"""`make test` on a developer's own machine, with a developer's own environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from storymimi import embedded_redis
from tests import environment

ROOT = Path(__file__).resolve().parent.parent
ONE_TEST = "tests/test_makefile.py::test_everything_a_story_may_be_told"


def run(*command: str, **variables: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture
def address(tmp_path):
    """A developer's own Redis."""
    with embedded_redis.running(tmp_path) as url:
        yield url


def connected(address: str, number: int) -> redis.Redis:
    return redis.Redis.from_url(f"{address}?db={number}")


def test_what_a_redis_holds_is_there_afterwards(address):
    for number in (0, 15):
        connected(address, number).set("theirs", "1")
    status, said = run("pytest", ONE_TEST, REDIS_URL=address, DATABASE_URL="sqlite:///unused")
    assert status == 0, said
    assert connected(address, 0).info("keyspace").keys() == {"db0", "db15"}


def test_two_who_test_at_once_do_not_meet_nor_disturb_whoever_is_connected(address):
    connected(address, 15).set("theirs", "1")
    somebody = connected(address, 14)
    somebody.ping()
    with environment.free_database(address) as mine, environment.free_database(address) as yours:
        assert [mine, yours] == [f"{address}?db=13", f"{address}?db=12"]
        assert redis.Redis.from_url(mine).client_info()["db"] == 13


def test_without_an_empty_database_no_test_is_run(address):
    for number in range(16):
        connected(address, number).set("theirs", "1")
    status, said = run("pytest", ONE_TEST, REDIS_URL=address, DATABASE_URL="sqlite:///unused")
    assert status != 0
    assert "the tests need an empty database, and this Redis has none that is not in use" in said
    assert len(connected(address, 0).info("keyspace")) == 16


def test_a_choice_without_a_test_for_sqlite_is_no_fault():
    status, said = run("tests", ONE_TEST)
    assert status == 0, said
    assert "1 passed" in said
    assert "1 deselected" in said
