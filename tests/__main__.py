"""`make test`: the whole suite on PostgreSQL, then what touches the database once more on SQLite.

With DATABASE_URL set, the whole suite runs once, on that database.
"""

from __future__ import annotations

import os
import subprocess
import sys

NO_TESTS = 5  # how pytest ends when ARGS leave none of them


def main() -> int:
    pytest = [sys.executable, "-m", "pytest", *sys.argv[1:]]
    code = subprocess.run(pytest, check=False).returncode
    if code or os.environ.get("DATABASE_URL"):
        return code
    on_sqlite = {**os.environ, "DATABASE_URL": "sqlite:///unused"}
    code = subprocess.run([*pytest, "-m", "database"], env=on_sqlite, check=False).returncode
    return 0 if code == NO_TESTS else code


if __name__ == "__main__":
    sys.exit(main())
