"""PostgreSQL databases for processes of their own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """The address of an empty database beside the one of DATABASE_URL."""
    import psycopg

    server, _, _name = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://").rpartition("/")
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{server}/{name}"
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
