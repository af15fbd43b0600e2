"""Secrets at rest: encrypted with keys outside the database, bound to their row, failing closed.

The key's id stands before the token, so that a rotation can be seen in the table. The owner stands
inside the sealed text, so that a token pasted into another row does not open (Fernet itself binds
nothing; measurements.md §3.4 S2).
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.errors import Misconfigured, gettext_noop

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class Secrets(dict[str, str]):
    """A dictionary of secrets that does not show them when it is printed."""

    #: The sealed text they lie in the table as, and what it holds.
    _sealed: tuple[str, dict[str, str]] | None = None

    @classmethod
    def sealed(cls, secrets: dict[str, str], token: str) -> Secrets:
        """`secrets` that lie in the table as `token`."""
        kept = cls(secrets)
        kept._sealed = token, dict(secrets)
        return kept

    @property
    def token(self) -> str | None:
        """The sealed text they lie in the table as, None while they do not."""
        return self._sealed[0] if self._sealed and self._sealed[1] == self else None

    def __repr__(self) -> str:
        return f"<secrets: {', '.join(sorted(self)) or 'none'}>"

    __str__ = __repr__


class Token(str):
    """A sealed text as it lies in the table."""

    __slots__ = ()


class _Key(NamedTuple):
    id: str
    fernet: Fernet


def _keys() -> list[_Key]:
    from cryptography.fernet import Fernet  # not loaded by processes that never open a key

    keys = []
    given: Any
    for given in conf.ENCRYPTION_KEYS or ():
        try:
            text = given if isinstance(given, bytes) else given.encode()
            keys.append(_Key(hashlib.sha256(text).hexdigest()[:8], Fernet(text)))
        except (ValueError, TypeError, AttributeError):
            raise Misconfigured(
                gettext_noop("ENCRYPTION_KEYS holds something that is not a Fernet key."), code="encryption_key"
            ) from None
    if not keys:
        raise Misconfigured(
            gettext_noop("ENCRYPTION_KEYS is empty, so no key of an accounting system can be kept or used."),
            code="encryption_key",
        )
    return keys


def seal(secrets: dict[str, str], owner: str) -> Token:
    """`secrets` encrypted with the first key for the row `owner`."""
    key = _keys()[0]
    sealed = key.fernet.encrypt(json.dumps({"owner": owner, "secrets": secrets}).encode())
    return Token(f"{key.id}:{sealed.decode()}")


def unseal(token: str, owner: str) -> Secrets:
    """What `seal` was given; raises `Misconfigured` when no key opens it or it belongs to another row."""
    from cryptography.fernet import InvalidToken

    key_id, _, sealed = token.partition(":")
    try:
        (key,) = (key for key in _keys() if key.id == key_id)
        content = json.loads(key.fernet.decrypt(sealed.encode()))
    except (ValueError, InvalidToken):
        content = {}
    if content.get("owner") != owner:
        raise Misconfigured(
            gettext_noop(
                "The stored keys of this integration cannot be opened: the encryption key is missing or was changed. "
                "Put the old key back into ENCRYPTION_KEYS, or enter the integration's keys anew."
            ),
            code="encryption_key",
        )
    return Secrets(content["secrets"])


def sealed_with_first_key(token: str) -> bool:
    """Whether `token` needs no rotation."""
    return token.partition(":")[0] == _keys()[0].id


class _Unsealing(DeferredAttribute):
    """Opens the secrets when they are first asked for, not when the row is read."""

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Token):
            value = Secrets.sealed(unseal(value, str(instance.uuid)), value)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        # Without a setter Python would read the instance's dictionary and never ask __get__.
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.TextField):  # type: ignore[type-arg] # generic only in the stubs
    """A dictionary of texts, encrypted in the table; its model has a `uuid` that names the owner."""

    descriptor_class = _Unsealing
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> Token | Secrets:
        """The token as it lies in the table; nothing is opened yet."""
        return Token(value) if value else Secrets()

    def to_python(self, value: Any) -> Any:
        """A dictionary of secrets; a text can only be a token of a dump."""
        return Token(value) if isinstance(value, str) and value else Secrets(value or {})

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """What goes into the table: the sealed secrets, or the token that was never opened."""
        value = self.value_from_object(model_instance)
        if isinstance(value, Token):
            return value
        token = seal(dict(value), str(model_instance.uuid)) if value else ""
        setattr(model_instance, self.attname, Secrets.sealed(value, token))
        return token

    def get_prep_value(self, value: Any) -> Any:
        """Only sealed texts reach the database, so an update with plain secrets is refused."""
        if isinstance(value, Secrets) and value.token:
            return value.token  # a row from a dump is written without pre_save
        if value and not isinstance(value, Token) and isinstance(value, (str, dict)):
            raise TypeError("secrets are saved through the model's save()")
        return "" if value == {} else value

    def value_from_object(self, obj: Any) -> Any:
        """What the row holds, without opening it."""
        held = obj.__dict__.get(self.attname)
        return getattr(obj, self.attname) if held is None else held

    def value_to_string(self, obj: Any) -> str:
        """What a dump shows: the sealed text."""
        return self.pre_save(obj, add=False)
