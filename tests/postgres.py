"""A PostgreSQL server of the tests' own: a cluster in a temporary folder, reached by a unix socket alone."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

USER = "winnow"


@contextmanager
def cluster(*, fsync: bool = False) -> Iterator[str]:
    """The URL of a fresh server, which ends with the block; skips the test, aloud, where there is none."""
    programs = _programs()
    before = _as_somebody_else()
    # Not pytest's folder, which nobody but its owner may enter; and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="winnow-pg-"))
    data, log = folder / "data", folder / "log"
    try:
        if before:
            shutil.chown(folder, "postgres")
        run = [*before, str(programs / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-N"]
        subprocess.run([*run, "--locale=C", "-E", "UTF8"], check=True, capture_output=True, cwd="/")
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync={'on' if fsync else 'off'}"
        )
        control = [*before, str(programs / "pg_ctl"), "-D", str(data), "-w"]
        start = [*control, "-l", str(log), "-o", options, "start"]
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        try:
            yield f"postgresql+psycopg://{USER}@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd="/")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def emptied(url: str) -> str:
    """The URL of a server, once nothing is left in its database."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
    return url


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        pytest.skip("no PostgreSQL here (Debian: apt-get install postgresql); its tests are left out")
    return found[-1].parent if found else Path(str(on_path)).parent


def _as_somebody_else() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("PostgreSQL does not run as root, and there is no user 'postgres'")
    return ["runuser", "-u", "postgres", "--"]
