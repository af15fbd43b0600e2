"""Where files lie that only people with permission may read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.deconstruct import deconstructible

from oscar_lt_accounting.conf import conf


@deconstructible(path="oscar_lt_accounting.models.storage.PrivateFiles")
class PrivateFiles(FileSystemStorage):
    """A folder beside MEDIA_ROOT, which no web server serves; it has no addresses."""

    @property
    def base_location(self) -> str:
        """Read from the settings whenever it is needed."""
        media = settings.MEDIA_ROOT
        beside = Path(media).resolve().parent if media else Path.cwd()
        return str(beside / "accounting-private")

    @property
    def location(self) -> str:
        """The same, as an absolute path."""
        return self.base_location

    def url(self, name: str | None) -> str:
        """Nobody reaches it by an address."""
        raise ValueError("private files have no address")


def private_storage() -> Storage:
    """The storage that PRIVATE_STORAGE names in Django's STORAGES, else a private folder."""
    alias: Any = conf.PRIVATE_STORAGE
    return storages[alias] if alias else PrivateFiles()
