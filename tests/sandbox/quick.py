"""The sandbox's settings without migrations and slow passwords, for a whole demo in a few seconds."""

from __future__ import annotations

from sandbox.settings import *  # noqa: F403


class _Nothing(dict[str, None]):
    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> None:
        return None


MIGRATION_MODULES = _Nothing()  # type: ignore[assignment]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
