"""`make test`: the whole suite on PostgreSQL, then what touches the database once more on SQLite.

With DATABASE_URL set, the whole suite runs once, on that database.
"""

from __future__ import annotations

import os
import subprocess
import sys

FAILED, NO_TESTS = 1, 5  # how pytest ends when a test failed, and when ARGS leave none


def main() -> int:
    code = run(dict(os.environ))
    if code or os.environ.get("DATABASE_URL"):
        return code
    code = run({**os.environ, "DATABASE_URL": "sqlite:///unused"}, "-m", "database")
    return 0 if code == NO_TESTS else code


def run(environment: dict[str, str], *options: str) -> int:
    """pytest's exit code. What failed is asked once more, by itself: real servers and browsers share a busy machine.

    A test that passes only then is named, for it is one to mend; one that fails again fails the suite.
    """
    pytest = [sys.executable, "-m", "pytest", *sys.argv[1:], *options]
    code = subprocess.run(pytest, env=environment, check=False).returncode
    if code != FAILED:
        return code
    print("What failed is run once more, by itself:", flush=True)  # noqa: T201
    return subprocess.run([*pytest, "--last-failed", "--exitfirst", "-rp"], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
