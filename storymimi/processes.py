"""Starts StoryMimi's own processes (web, worker, embedded Redis) for one command, and stops just those."""

from __future__ import annotations

import ctypes
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError

from storymimi import embedded_redis, servers
from storymimi.embedded_redis import CannotStartError

HOST = "127.0.0.1"
SECONDS_TO_START = 120  # a small machine may have much else to do
SECONDS_TO_STOP = 20
SHORT_LIFE = 10  # seconds; somebody may kill a process so young, but one that does so by itself will do it again
MOST_SHORT_LIVES = 3  # in a row
ROOM = 10  # megabytes: with less on the disk, that is the likeliest reason for whatever does not work
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
LIBC = ctypes.CDLL(None)  # loaded here: between fork and exec there is no room for that


class PortTakenError(CannotStartError):
    def __init__(self, port: int) -> None:
        other = port + 1 if port < 65535 else 8000
        super().__init__(f"Port {port} is taken by another program. Choose another one: PORT={other} make …")


class KeepsEndingError(CannotStartError):
    def __init__(self, name: str, log: Path | None) -> None:
        super().__init__(f"The {name} process keeps ending; {f'see {log}' if log else 'StoryMimi stops'}.")


class Part:
    """One process, started as often as it takes."""

    def __init__(self, command: list[str], log: Path | None) -> None:
        self.command, self.log = command, log
        self.short_lives = 0
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = _start(self.command, self.log)

    def is_running(self) -> bool:
        return self.process.poll() is None


@dataclass
class Running:
    """The processes of one command. `url` is where the pages are, `redis` is None where REDIS_URL names one."""

    url: str
    redis: embedded_redis.Server | None = None
    redis_started: float = -math.inf  # when it last had to be started again
    parts: dict[str, Part] = field(default_factory=dict)

    def look_after(self) -> None:
        """Start again what ended by itself; KeepsEndingError where that is no use."""
        if self.redis and not self.redis.is_running():
            _say_again("Redis")
            self.redis.start()
            self.redis_started = time.monotonic()
        for name, part in self.parts.items():
            if not part.is_running():
                if self._keeps_ending(part):
                    raise KeepsEndingError(name, part.log)
                _say_again(name)
                part.start()

    def _keeps_ending(self, part: Part) -> bool:
        """It has ended soon after its start, and not for want of Redis, several times in a row."""
        is_short = time.monotonic() - part.started < SHORT_LIFE and part.started > self.redis_started
        part.short_lives = part.short_lives + 1 if is_short else 0
        return part.short_lives >= MOST_SHORT_LIVES

    def stop(self) -> None:
        alive = [part.process for part in self.parts.values() if part.is_running()]
        for process in alive:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + SECONDS_TO_STOP
        try:
            for process in alive:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=max(0.1, deadline - time.monotonic()))
        finally:  # who presses Ctrl-C again is in a hurry
            for process in alive:
                process.kill()
                process.wait()


def stop_like_ctrl_c() -> None:
    """SIGTERM, and SIGHUP as the terminal is closed; who ignores that, as nohup does, wants it ignored."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


@contextmanager
def running(logs: Path | None = None) -> Iterator[Running]:
    """Web and worker, with an embedded Redis where REDIS_URL names none. With `logs`, they write there, not here."""
    _check_port()
    group = Running(f"http://{HOST}:{settings.PORT}")
    with ExitStack() as stack:
        stack.enter_context(_word_about_a_full_disk())
        has_own_redis = embedded_redis.url(settings.DATA_DIR) == settings.REDIS_URL
        if not has_own_redis:
            servers.require_redis()
        _migrate()
        if has_own_redis:
            group.redis = embedded_redis.Server(settings.DATA_DIR)
            stack.callback(group.redis.stop)
            group.redis.start()
        stack.callback(group.stop)
        stack.enter_context(_word_to_the_hasty())
        for name, command in _commands().items():
            group.parts[name] = Part(command, logs and logs / f"{name}.log")
        _wait_for_web(group)
        yield group


@contextmanager
def _word_to_the_hasty() -> Iterator[None]:
    """Stopping may take some seconds: the worker finishes what is paid for."""
    try:
        yield
    except KeyboardInterrupt:
        with suppress(OSError):  # there may be no terminal any more
            sys.stderr.write("\nStopping … (Ctrl-C again: at once)\n")
        raise


@contextmanager
def _word_about_a_full_disk() -> Iterator[None]:
    """Whose log is on the full disk cannot say so there."""
    try:
        yield
    except CannotStartError as error:
        free = shutil.disk_usage(settings.DATA_DIR).free / 1e6
        if free >= ROOM:
            raise
        remedy = f"{settings.DATA_DIR} has only {free:.1f} MB left: make room, or let DATA_DIR name another folder."
        raise CannotStartError(f"{error} {remedy}") from error


def _migrate() -> None:
    servers.require_database()
    try:
        call_command("migrate", verbosity=0)
    except OperationalError as error:
        raise CannotStartError(servers.no_database(error)) from error


def _check_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, settings.PORT))
        except OSError as error:
            raise PortTakenError(settings.PORT) from error


def _commands() -> dict[str, list[str]]:
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    web = [sys.executable, "-m", "gunicorn", "storymimi.wsgi", "--worker-class=gthread"]
    return {
        "web": [
            *web,
            f"--threads={settings.WEB_THREADS}",
            f"--bind={HOST}:{settings.PORT}",
            "--graceful-timeout=3",
            "--no-control-socket",
            "--log-level=warning",
        ],
        "worker": [*manage, "rqworker", *settings.KINDS, "--worker-class=generation.worker.ThreadWorker"],
    }


def _start(command: list[str], log: Path | None) -> subprocess.Popen:
    output = None
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        output = log.open("ab")
    return subprocess.Popen(  # noqa: S603 - our own words
        command,
        cwd=settings.BASE_DIR,
        stdout=output,
        stderr=output,
        # Ctrl-C in the terminal reaches this process alone, which then stops them in order.
        start_new_session=True,
        preexec_fn=_stop_with_the_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one call of the kernel
        env=os.environ,
    )


def _stop_with_the_parent() -> None:
    """SIGTERM to this new process when the thread that started it is gone: `kill -9` leaves nobody behind."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_for_web(group: Running) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        group.look_after()
        with socket.socket() as probe:
            if probe.connect_ex((HOST, settings.PORT)) == 0:
                return
        time.sleep(0.05)
    raise CannotStartError(f"The web server did not answer within {SECONDS_TO_START} seconds.")


def _say_again(name: str) -> None:
    sys.stderr.write(f"The {name} process ended; it is started again.\n")
