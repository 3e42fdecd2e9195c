"""What gunicorn is told beside its command line."""

from __future__ import annotations

import logging
import runpy
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

CONFIGURATION = Path(__file__).resolve().parent.parent / "gunicorn.conf.py"


@pytest.fixture(scope="module")
def configuration():
    return SimpleNamespace(**runpy.run_path(str(CONFIGURATION)))


def test_a_client_that_falls_silent_gives_back_its_thread(configuration):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        configuration.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))
        with socket.create_connection(listener.getsockname()):
            connection, _ = listener.accept()
            limits = [
                int.from_bytes(connection.getsockopt(socket.SOL_SOCKET, option, 16)[:8], "little")
                for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO)
            ]
            connection.close()
    assert limits == [20, 20]


def test_web_waits_less_long_for_a_database_than_a_worker(configuration):
    assert configuration.raw_env == ["DATABASE_SECONDS=5"]


def test_its_silence_is_no_line_in_the_log_while_other_faults_are(configuration, caplog):
    log = logging.getLogger("gunicorn.error")
    for error in (BlockingIOError("silent"), OSError("broken")):
        log.error("%s", error, exc_info=error)
    assert [record.getMessage() for record in caplog.records if record.name == log.name] == ["broken"]
