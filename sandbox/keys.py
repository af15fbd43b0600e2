"""Secrets of the demo shop: made on first start, kept in `sandbox/var/`, never in the repository."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet


def secret_key(folder: Path) -> str:
    """Django's SECRET_KEY."""
    return _kept(folder / "secret_key", lambda: secrets.token_urlsafe(50))


def encryption_key(folder: Path) -> str:
    """The Fernet key that the accounting credentials are encrypted with."""
    return _kept(folder / "encryption_key", lambda: Fernet.generate_key().decode())


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The text in `path`; made and written first where there is none.

    Shop and worker may start at the same moment: both write a file of their own, and the one that
    is linked to the name first is the key of both.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        draft = Path(name)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")
