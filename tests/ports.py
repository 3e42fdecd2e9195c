"""Ports of this machine for servers that are to be started in a moment, and perhaps started again later."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack

# Below those the system gives to whoever connects: it would give one away while its server is not up. Who asks there
# for a server that is away may even be given that very port, and is then connected to itself.
RANGE = range(10_000, 32_000)


def free_port() -> int:
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """All different, and free just now."""
    with ExitStack() as held:
        return [_bound(held.enter_context(socket.socket())) for _ in range(count)]


def _bound(probe: socket.socket) -> int:
    while True:
        port = random.choice(RANGE)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return port
