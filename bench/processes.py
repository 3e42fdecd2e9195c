"""What a process and its children cost, read from /proc, and the servers a measurement needs for itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from storymimi import embedded_redis

TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).resolve().parent.parent


def tree(pid: int) -> Iterator[int]:
    """This process and all its descendants."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from tree(int(child))


def cpu_seconds(pid: int) -> float:
    """User and system time of the tree so far, ended children included."""
    return sum(_cpu_ticks(member) for member in tree(pid)) / TICKS


def _cpu_ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(int(field) for field in fields[11:15])


def pss_mib(pid: int) -> float:
    """Proportional set size of the tree in MiB."""
    return sum(_pss_kib(member) for member in tree(pid)) / 1024


def _pss_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


@contextmanager
def running(command: Sequence[str], log: Path, **environment: str) -> Iterator[subprocess.Popen]:
    """A process of our own, told to stop at the end and killed if it does not."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def redis_command(port: int, folder: Path) -> list[str]:
    server = shutil.which("redis-server") or str(embedded_redis.get_binary_path())
    return [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]


def certificate(folder: Path) -> list[str]:
    """A certificate for 127.0.0.1 and its key; nothing where there is no openssl, and the vendor speaks plain HTTP."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return []
    crt, key = str(folder / "vendor.crt"), str(folder / "vendor.key")
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([openssl, *words.split(), "-keyout", key, "-out", crt], check=True, capture_output=True)
    return [crt, key]


def python(*words: str) -> tuple[str, ...]:
    return (sys.executable, *words)
