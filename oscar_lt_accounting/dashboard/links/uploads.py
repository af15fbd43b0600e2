"""A file between its preview and its import: kept privately, for the one who brought it, for a day."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Literal

from django.core import signing
from django.core.files.base import ContentFile
from django.utils import timezone

from oscar_lt_accounting.models.storage import private_storage

_FOLDER = "link-imports"
_SALT = "oscar_lt_accounting.link-import"
_KEPT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Upload:
    """What was handed in: `warehouse` is an id, None where the file's own column says it."""

    name: str
    user: int
    file_format: Literal["csv", "xlsx"]
    warehouse: int | None
    allow_unlink: bool

    @property
    def token(self) -> str:
        """What the page carries from one step to the next; it cannot be forged."""
        return signing.dumps(asdict(self), salt=_SALT)

    def content(self) -> bytes | None:
        """The file; None when it was imported or thrown away."""
        storage = private_storage()
        if not storage.exists(self.name):
            return None
        with storage.open(self.name) as file:
            content: bytes = file.read()
        return content

    def forget(self) -> None:
        """Throw the file away."""
        private_storage().delete(self.name)


def keep(content: bytes, *, user: Any, **values: Any) -> Upload:
    """Keep a file until it is imported; throws away what others left lying."""
    _tidy()
    name = private_storage().save(f"{_FOLDER}/{uuid.uuid4().hex}", ContentFile(content))
    return Upload(name=name, user=user.pk, **values)


def kept(token: str, user: Any) -> Upload | None:
    """What `token` stands for; None when it is not of this user, too old, or no token at all."""
    try:
        upload = Upload(**signing.loads(token, salt=_SALT, max_age=_KEPT))
    except signing.BadSignature:
        return None
    return upload if upload.user == user.pk else None


def _tidy() -> None:
    storage = private_storage()
    try:
        names = storage.listdir(_FOLDER)[1]
    except FileNotFoundError:
        return
    for name in names:
        path = f"{_FOLDER}/{name}"
        if storage.get_modified_time(path) < timezone.now() - _KEPT:
            storage.delete(path)
