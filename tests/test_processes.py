"""One command starts everything StoryMimi needs and stops just that; no Redis is needed on the machine."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from django.core.management import CommandError, call_command

from storymimi import embedded_redis
from storymimi.processes import MOST_SHORT_LIVES, SHORT_LIFE, CannotStartError, PortTakenError, running
from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 180  # only a failing test waits so long


def until(what: Callable[[], object], seconds: float = SECONDS) -> object:
    """What it answers as soon as that is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} took longer than {seconds} seconds")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def environment(data_dir: Path, port: int) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "DEBUG": "1", "DATA_DIR": str(data_dir), "PORT": str(port)}


class Served:
    """A `manage.py serve` that runs, and what it prints."""

    def __init__(self, data_dir: Path, port: int) -> None:
        self.data_dir, self.port, self.log = data_dir, port, data_dir / f"serve-{port}.log"
        with self.log.open("w") as log:
            command = [sys.executable, "manage.py", "serve"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment(data_dir, port), stdout=log, stderr=log)

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def children(self) -> dict[str, int]:
        """Name → process id of what it started."""
        names = {"gunicorn": "web", "rqworker": "worker", "valkey": "redis", "redis-server": "redis"}
        found = {}
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                lines, command = status.read_text(), (status.parent / "cmdline").read_text()
            except OSError:  # it ended meanwhile
                continue
            if f"\nPPid:\t{self.process.pid}\n" in lines:
                found |= {name: int(status.parent.name) for word, name in names.items() if word in command}
        return found

    def is_up(self) -> bool:
        assert self.process.poll() is None, self.said
        return f"StoryMimi is at http://127.0.0.1:{self.port}/" in self.said

    def status(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=SECONDS) as answer:
            return answer.status

    def makes_a_story(self) -> bool:
        wish = {"title": "The Kite", "prompt": "A fox finds a kite.", "num_scenes": 1}
        address = f"http://127.0.0.1:{self.port}/stories/"
        request = urllib.request.Request(address, json.dumps(wish).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            story = json.load(answer)["story_id"]
        return bool(until(lambda: self._is_complete(f"{address}{story}")))

    def _is_complete(self, address: str) -> bool:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            return json.load(answer)["status"] == "COMPLETE"

    def killed_and_started_again(self, worker: int) -> int:
        """The new worker's process id."""
        os.kill(worker, signal.SIGKILL)
        return until(lambda: {self.children.get("worker")} - {worker, None}).pop()

    def ends_with(self, worker: int) -> set[int]:
        """Kill each worker that comes until no other does; all their process ids."""
        killed = {worker}
        deadline = time.monotonic() + SECONDS
        os.kill(worker, signal.SIGKILL)
        while self.process.poll() is None and time.monotonic() < deadline:
            for another in {self.children.get("worker")} - {*killed, None}:
                os.kill(another, signal.SIGKILL)
                killed.add(another)
            time.sleep(0.05)
        return killed

    def has_worker(self) -> bool:
        with redis.Redis.from_url(embedded_redis.url(self.data_dir)) as connection:
            return bool(connection.smembers("rq:workers"))

    def end(self) -> int:
        return self.process.wait(SECONDS)


@contextmanager
def serving(data_dir: Path, port: int) -> Iterator[Served]:
    served = Served(data_dir, port)
    try:
        until(served.is_up)
        yield served
    finally:
        if served.process.poll() is None:
            served.process.send_signal(signal.SIGTERM)
            served.end()


def refused(*arguments: str, data_dir: Path, port: int, **variables: str) -> str:
    """What `manage.py` with these arguments says on its way out."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(data_dir, port) | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


@pytest.fixture(autouse=True, scope="module")
def a_terminal_is_listened_to() -> Iterator[None]:
    """What these tests start inherits that. Whoever runs them may not listen, as under nohup."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("serve")


@pytest.fixture
def port() -> int:
    return free_port()


# --- manage.py serve -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=["Ctrl-C", "SIGTERM", "the terminal is closed"]
)
def test_serve_starts_everything_and_stops_just_that(data_dir, port, tmp_path, stop):
    with embedded_redis.running(tmp_path) as somebody_elses, serving(data_dir, port) as served:
        assert [served.status(path) for path in ("/", "/stories/", "/readyz")] == [200, 200, 200]
        assert until(served.has_worker)
        children = served.children
        assert set(children) == {"web", "worker", "redis"}
        served.process.send_signal(stop)
        assert until(lambda: "\nStopping …" in served.said)
        assert served.end() == 0
        assert served.said.endswith("\nStoryMimi has stopped.\n")
        assert "Traceback" not in served.said
        assert not [pid for pid in children.values() if Path(f"/proc/{pid}").exists()]
        assert is_free(port)
        assert not embedded_redis.answers(data_dir)
        assert redis.Redis.from_url(somebody_elses).ping()


def test_a_killed_worker_is_started_again_and_one_that_keeps_ending_stops_it_all(data_dir, port):
    with serving(data_dir, port) as served:
        worker = served.children["worker"]
        for _ in range(MOST_SHORT_LIVES - 1):
            worker = served.killed_and_started_again(worker)
        assert served.said.count("The worker process ended; it is started again.") == MOST_SHORT_LIVES - 1
        time.sleep(SHORT_LIFE)
        for _ in range(MOST_SHORT_LIVES):
            children = served.children
            worker = served.killed_and_started_again(worker)
        killed = served.ends_with(worker)
        assert served.end() == 1
        assert served.said.endswith("CommandError: The worker process keeps ending; StoryMimi stops.\n")
        assert not [pid for pid in {*children.values(), *killed} if Path(f"/proc/{pid}").exists()]


def test_a_redis_that_ends_is_started_again_even_when_it_was_young(data_dir, port):
    with serving(data_dir, port) as served:
        first = served.children["redis"]
        os.kill(first, signal.SIGKILL)
        assert until(lambda: {served.children.get("redis")} - {first, None})
        assert "The Redis process ended; it is started again." in served.said
        assert served.makes_a_story()


def test_two_share_a_redis_and_one_goes_on_when_the_other_stops(data_dir, port):
    with serving(data_dir, port) as first, serving(data_dir, free_port()) as second:
        assert "redis" in first.children
        assert "redis" not in second.children
        first.process.send_signal(signal.SIGINT)
        assert first.end() == 0
        assert until(lambda: "redis" in second.children)
        assert second.makes_a_story()


def test_serve_on_a_taken_port_says_so_and_how_to_choose_another(data_dir):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused("serve", data_dir=data_dir, port=port)
    assert said == f"CommandError: {PortTakenError(port)}\n"
    assert f"PORT={port + 1} make" in said
    assert not embedded_redis.answers(data_dir), "nothing was started"


def test_behind_the_last_port_comes_no_other():
    assert "PORT=8000 make" in str(PortTakenError(65535))


@pytest.mark.parametrize("command", ["serve", "demo"])
@pytest.mark.parametrize(
    ("name", "address", "server"),
    [
        ("REDIS_URL", "redis://:hunter2@127.0.0.1:1/0", "Redis at REDIS_URL"),
        ("DATABASE_URL", "postgres://mimi:hunter2@127.0.0.1:1/stories", "The database"),
    ],
)
def test_a_server_that_does_not_answer_is_named_before_anything_starts(data_dir, command, name, address, server):
    said = refused(command, data_dir=data_dir, port=free_port(), **{name: address})
    assert said.startswith(f"CommandError: {server} does not answer (")
    assert name in said
    assert "hunter2" not in said
    assert said.count("\n") == 1, said


def test_migrate_without_a_database_says_what_to_check(data_dir, port):
    said = refused("migrate", data_dir=data_dir, port=port, DATABASE_URL="postgres://mimi:hunter2@127.0.0.1:1/stories")
    assert "The database does not answer (" in said
    assert "Check DATABASE_URL" in said
    assert "hunter2" not in said
    assert "Traceback" not in said


@pytest.mark.skipif(sys.platform != "linux", reason="only there a kernel file system counts as a full disk")
def test_on_a_full_disk_every_refusal_says_so(settings):
    settings.PORT, settings.REDIS_URL, settings.DATA_DIR = free_port(), "redis://127.0.0.1:1/0", Path("/proc")
    with pytest.raises(CannotStartError, match=r"does not answer .* /proc has only 0\.0 MB left: make room"), running():
        pass


@pytest.mark.parametrize("scenes", ["abc", "0", "21", "-1", "2.5"])
def test_scenes_that_cannot_be_are_refused_in_the_words_of_make(scenes):
    with pytest.raises(CommandError, match=r"^SCENES is a whole number from 1 to 20, such as SCENES=4\.$"):
        call_command("demo", f"--scenes={scenes}")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_web_and_worker_do_not_outlive_a_serve_that_is_killed(data_dir, port):
    with serving(data_dir, port) as served:
        children = served.children
        served.process.kill()
        assert until(lambda: is_free(port))
        assert until(lambda: not any(Path(f"/proc/{children[name]}/exe").exists() for name in ("web", "worker")))
        os.kill(children["redis"], signal.SIGTERM)  # whoever comes next would have found and shared it
        assert until(lambda: not embedded_redis.Server(data_dir).is_running())


# --- The embedded Redis ----------------------------------------------------------------------------------------------
def test_a_redis_starts_answers_and_stops(tmp_path):
    assert not embedded_redis.answers(tmp_path)
    with embedded_redis.running(tmp_path) as url:
        assert redis.Redis.from_url(url).set("a", "1")
    assert not embedded_redis.answers(tmp_path)


def test_a_second_command_shares_the_redis_that_runs_and_leaves_it_running(tmp_path):
    with embedded_redis.running(tmp_path) as url:
        with embedded_redis.running(tmp_path) as shared:
            assert shared == url
        assert redis.Redis.from_url(url).ping()


def test_the_redis_of_a_command_that_was_killed_is_found_and_shared(tmp_path):
    code = (
        f"import pathlib; from storymimi.embedded_redis import Server; Server(pathlib.Path({str(tmp_path)!r})).start()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    found = embedded_redis.Server(tmp_path)
    assert found.is_running()
    found.start()
    with redis.Redis.from_url(embedded_redis.url(tmp_path)) as connection:
        assert found.process is None
        os.kill(connection.info("server")["process_id"], signal.SIGTERM)
    assert until(lambda: not found.is_running())


def test_what_is_on_the_queue_is_there_again_after_a_restart(tmp_path):
    for expected in (None, b"1"):
        with embedded_redis.running(tmp_path) as url, redis.Redis.from_url(url) as connection:
            assert connection.get("a") == expected
            connection.set("a", "1")


def test_a_socket_left_behind_by_a_crash_is_no_obstacle(tmp_path):
    with socket.socket(socket.AF_UNIX) as crashed:
        crashed.bind(str(embedded_redis.socket_path(tmp_path)))
    with embedded_redis.running(tmp_path):
        assert embedded_redis.answers(tmp_path)


def test_it_listens_to_nobody_but_its_owner(tmp_path):
    with embedded_redis.running(tmp_path) as url:
        assert redis.Redis.from_url(url).config_get("port") == {"port": "0"}
        assert embedded_redis.socket_path(tmp_path).stat().st_mode & 0o077 == 0


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path):
    deep = tmp_path / ("folder-" * 20)
    assert len(str(embedded_redis.socket_path(deep))) < 100
    assert embedded_redis.socket_path(deep) != embedded_redis.socket_path(deep / "other")
    with embedded_redis.running(deep):
        assert embedded_redis.answers(deep)


def test_a_redis_that_cannot_start_says_what_to_do(tmp_path):
    (tmp_path / "appendonlydir").write_text("in the way")
    with (
        pytest.raises(embedded_redis.CannotStartError, match="Install Redis and set REDIS_URL"),
        embedded_redis.running(tmp_path),
    ):
        pass
