"""A provider's remote_ids, kept in the database and shared by all workers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.crypto import salted_hmac

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.errors import AccountingError, Busy, Uncertain, gettext_noop
from oscar_lt_accounting.models import Integration, RemoteId
from oscar_lt_accounting.providers.base import RemoteIds
from oscar_lt_accounting.services.clock import Clock

_SALT = "oscar_lt_accounting.remote_ids"


class StoredRemoteIds(RemoteIds):
    """The notes of one integration, as the document `owner` may read and write them.

    A thing that is being made is reserved for the document that makes it. When the answer is lost, the
    reservation stays: only the same document may go on, until the settle time has passed and everybody
    who looks would find what was made.
    """

    def __init__(self, integration: Integration, owner: str, clock: Clock) -> None:
        super().__init__()
        self._integration = integration
        self._owner = owner
        self._clock = clock

    def known(self, kind: str, key: str) -> str:
        """Their id of our `key`, or an empty text."""
        return self._rows(kind, key).values_list("remote_id", flat=True).first() or ""

    def learn(self, kind: str, key: str, remote_id: str) -> None:
        """Remember their id of our `key`: nobody has to wait for it any longer."""
        values = {"remote_id": remote_id, "busy_until": None, "busy_with": ""}
        RemoteId.objects.update_or_create(**self._place(kind, key), defaults=values)

    def forget(self, kind: str, key: str) -> None:
        """Tear the note out; a reservation stays."""
        self._rows(kind, key).update(remote_id="")

    @contextmanager
    def alone(self, kind: str, key: str) -> Iterator[None]:
        """Be the only document that looks for or makes this thing; raises `Busy` when another is at it."""
        RemoteId.objects.get_or_create(**self._place(kind, key))
        now = self._clock.now()
        # Long enough for the look-ups, the call itself and the time after which a look finds what was made.
        until = now + timedelta(seconds=2 * conf.SETTLE_SECONDS)
        free = Q(busy_until__isnull=True) | Q(busy_until__lt=now) | Q(busy_with=self._owner)
        if not self._rows(kind, key).filter(free).update(busy_until=until, busy_with=self._owner):
            raise Busy(
                gettext_noop("Another document for the same buyer is being sent; this one follows automatically."),
                retry_after=30,
            )
        try:
            yield
        except AccountingError as error:
            if not isinstance(error, Uncertain):
                self._release(kind, key)
            raise
        self._release(kind, key)

    def _release(self, kind: str, key: str) -> None:
        self._rows(kind, key).filter(busy_with=self._owner).update(busy_until=None, busy_with="")

    def _rows(self, kind: str, key: str) -> Any:
        return RemoteId.objects.filter(**self._place(kind, key))

    def _place(self, kind: str, key: str) -> dict[str, Any]:
        digest = salted_hmac(_SALT, key, algorithm="sha256").hexdigest()
        return {"integration": self._integration, "kind": kind, "digest": digest}
