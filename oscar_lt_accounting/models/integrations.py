"""Where documents go: a company's accounting system at one provider, and its warehouses."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Problem, gettext_noop
from oscar_lt_accounting.models.encryption import EncryptedField, Secrets, Token
from oscar_lt_accounting.models.problems import NO_PROBLEM, ProblemFields, problem_columns, translated
from oscar_lt_accounting.models.rules import StockRules
from oscar_lt_accounting.providers import provider_class
from oscar_lt_accounting.providers.capabilities import Capability
from oscar_lt_accounting.providers.kit.redaction import Redactor
from oscar_lt_accounting.providers.limits import Limit, Limiter

if TYPE_CHECKING:
    from oscar_lt_accounting.providers.base import Provider
    from oscar_lt_accounting.providers.kit.deadline import TimerFactory
    from oscar_lt_accounting.providers.remote_ids import RemoteIds

_ADDRESS = ("provider", "base_url")
_SEALED = "credentials"
_SETTLE_DOUBTS = {Capability.FINDS_DOCUMENTS, Capability.REFUSES_DUPLICATES}


class Trigger(models.TextChoices):
    """When an order becomes due to the accounting system."""

    PLACED = "placed", _("when the order is placed")
    STATUS = "status", _("when the order reaches a status")
    MANUAL = "manual", _("only by hand")


class Numbering(models.TextChoices):
    """Who counts the documents."""

    PROVIDER = "provider", _("the accounting system")
    SHOP = "shop", _("the shop")


class Integration(StockRules, ProblemFields):
    """One connection to one company's accounting system at one provider.

    It rests while the accounting system is out of reach (`resting_until`) and is blocked while only a person can
    fix it; meanwhile its documents wait untouched.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=128, unique=True)
    provider = models.CharField(_("accounting system"), max_length=32)
    base_url = models.CharField(
        _("address"), max_length=200, blank=True, help_text=_("Empty means the accounting system's own address.")
    )
    credentials = EncryptedField(_("keys"))
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    is_active = models.BooleanField(_("switched on"), default=False)
    is_test = models.BooleanField(
        _("test mode"), default=False, help_text=_("Documents do not go into your real accounting.")
    )
    trigger = models.CharField(_("send"), max_length=16, choices=Trigger.choices, default=Trigger.PLACED)
    trigger_statuses = models.JSONField(_("order statuses"), default=list, blank=True)
    start_date = models.DateField(
        _("first day"),
        null=True,
        blank=True,
        help_text=_("Orders placed earlier are never sent automatically. Empty means the day it is first switched on."),
    )
    numbering = models.CharField(
        _("documents are numbered by"), max_length=16, choices=Numbering.choices, default=Numbering.PROVIDER
    )
    prices_include_tax = models.BooleanField(_("the shop's prices include VAT"), default=True)
    resting_until = models.DateTimeField(_("paused until"), null=True, blank=True, editable=False)
    is_blocked = models.BooleanField(_("needs attention"), default=False, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    read_back_at = models.DateTimeField(
        _("last compared with the accounting system"), null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    _leads_to: dict[str, str] | None = None

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("name",)
        verbose_name = _("integration")
        verbose_name_plural = _("integrations")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **kwargs: Any) -> Integration:
        """Remember where the stored keys lead, so that they can never be sent elsewhere."""
        row = super().from_db(db, field_names, values, **kwargs)
        row._remember(_ADDRESS)
        return row

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        """Read the row again; the keys stay sealed until somebody asks for them."""
        wanted = list(fields) if fields is not None else [name for name in self._columns() if name in self.__dict__]
        # Django 4.2 knows no from_queryset.
        source = {"from_queryset": from_queryset} if from_queryset is not None else {}
        super().refresh_from_db(using, [name for name in wanted if name != _SEALED], **source)
        if _SEALED in wanted:
            rows = type(self)._base_manager.using(using or self._state.db).filter(pk=self.pk)
            self.credentials = rows.values_list(_SEALED, flat=True).get()
        if fields is None:
            self._prefetched_objects_cache: dict[str, Any] = {}
        self._remember(wanted)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a changed address or provider empties keys that were not entered anew with it."""
        written = kwargs.get("update_fields")
        written = set(self._columns()) if written is None else set(written)
        if self._moves(written):
            written.add(_SEALED)
            if self._keys_untouched():
                self.credentials = {}
        if self.is_active and self.start_date is None:
            self.start_date = timezone.localdate()
            written.add("start_date")
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = written
        super().save(*args, **kwargs)
        self._remember(written)

    @classmethod
    def _columns(cls) -> list[str]:
        return [field.attname for field in cls._meta.concrete_fields]

    def _remember(self, names: Iterable[str]) -> None:
        known = {name: self.__dict__[name] for name in _ADDRESS if name in names and name in self.__dict__}
        self._leads_to = {**(self._leads_to or {}), **known}

    def _moves(self, written: Collection[str]) -> bool:
        """Whether saving `written` makes the row lead elsewhere than the stored keys were meant for."""
        if self._leads_to is None:
            return False
        given = {name: self.__dict__[name] for name in _ADDRESS if name in written and name in self.__dict__}
        if any(name not in self._leads_to for name in given):
            self._leads_to = type(self)._base_manager.filter(pk=self.pk).values(*_ADDRESS).first() or {}
        return any(self._leads_to.get(name, value) != value for name, value in given.items())

    def _keys_untouched(self) -> bool:
        """Whether the keys are the stored ones; a plain dictionary was entered anew."""
        held = self.__dict__.get(_SEALED)
        return held is None or isinstance(held, Token) or (isinstance(held, Secrets) and held.token is not None)

    def clean(self) -> None:
        """Refuse what the provider could not work with, naming the field; switching it off is always allowed."""
        super().clean()
        if not self.is_active and type(self)._base_manager.filter(pk=self.pk, is_active=True).exists():
            return
        try:
            self.connect()
        except AccountingError as error:
            raise ValidationError(translated(error.problem.message, dict(error.problem.params))) from error
        if self.trigger == Trigger.STATUS and not self.trigger_statuses:
            raise ValidationError({"trigger_statuses": _("Name at least one order status.")})

    @property
    def provider_class(self) -> type[Provider]:
        """The provider's class; raises `Misconfigured` when it is not installed."""
        return provider_class(self.provider)

    @property
    def provider_name(self) -> str:
        """The accounting system's name, or its code when it is not installed."""
        try:
            return self.provider_class.name
        except Misconfigured:
            return self.provider

    def connect(
        self,
        *,
        personal: Iterable[str] = (),
        limiter: Limiter | None = None,
        remote_ids: RemoteIds | None = None,
        monotonic: Callable[[], float] | None = None,
        trace: Callable[[str], None] = lambda _point: None,
        timer: TimerFactory | None = None,
    ) -> Provider:
        """The provider, ready to speak: the only place where the secrets are opened.

        `personal` are the buyer's data to be kept out of every record; `remote_ids` remembers their ids of what
        is ours. Raises `Misconfigured`.
        """
        # Most processes of a shop never send anything, so the HTTP library is loaded by those that do.
        from oscar_lt_accounting.providers.connection import Connection
        from oscar_lt_accounting.providers.kit.connections import Connections
        from oscar_lt_accounting.providers.kit.http_client import HttpClient

        provider = self.provider_class
        credentials = dict(self.credentials)
        http = HttpClient(
            hosts=provider.hosts,
            trusted=tuple(host.lower() for host in conf.ALLOWED_HOSTS_EXTRA),
            redactor=Redactor(secrets=[str(value) for value in credentials.values()], personal=personal),
            limiter=limiter,
            # A lost answer that no question settles must not come from a connection that was closed meanwhile.
            connections=Connections(str(self.uuid), writes_reuse=bool(provider.capabilities & _SETTLE_DOUBTS)),
            call_deadline=conf.CALL_DEADLINE_SECONDS,
            ca_bundle=conf.CA_BUNDLE,
            monotonic=monotonic or time.monotonic,
            trace=trace,
            timer=timer,
        )
        settings = self.settings if isinstance(self.settings, dict) else {}
        connection = Connection(base_url=self.base_url, credentials=credentials, settings=settings)
        return provider(connection, http, remote_ids)

    def limits(self) -> tuple[Limit, ...]:
        """How often this integration may call: the settings' own list, else the provider's.

        Raises `Misconfigured` when the list in the settings cannot be read.
        """
        declared = self.provider_class.limits
        given = self.settings.get("limits") if isinstance(self.settings, dict) else None
        if given is None:
            return declared
        zones = {limit.seconds: limit.time_zone for limit in declared}
        try:
            return tuple(Limit(int(n), int(s), zones.get(int(s), "")) for n, s in given)
        except (TypeError, ValueError):
            raise Misconfigured(
                gettext_noop("“limits” in the settings must be a list of pairs: requests, seconds."), code="setting"
            ) from None

    def option(self, name: str, default: Any = None) -> Any:
        """One of the settings that are ours rather than the provider's."""
        value = self.settings.get(name) if isinstance(self.settings, dict) else None
        return default if value is None else value

    def rest(self, until: datetime, problem: Problem, *, failures: int | None = None) -> None:
        """Wait until a moment; the longest wait wins when several workers say so."""
        values: dict[str, Any] = {"resting_until": until, **problem_columns(problem)}
        if failures is not None:
            values["failures"] = failures
        later = Q(resting_until__isnull=True) | Q(resting_until__lt=until)
        type(self).objects.filter(later, pk=self.pk).update(**values)

    def block(self, problem: Problem) -> None:
        """Needs attention: nothing is sent until the integration was fixed."""
        type(self).objects.filter(pk=self.pk).update(is_blocked=True, **problem_columns(problem))

    def wake(self) -> None:
        """Work again: somebody fixed it, or it answered."""
        type(self).objects.filter(pk=self.pk).update(
            is_blocked=False, resting_until=None, failures=0, **problem_columns(NO_PROBLEM)
        )

    def take_probe(self, now: datetime, until: datetime) -> bool:
        """Whether this worker is the one that may try whether the accounting system is back.

        The next attempt of anybody is then not before `until`.
        """
        over = type(self).objects.filter(pk=self.pk, failures__gt=0, resting_until__lte=now)
        return bool(over.update(resting_until=until))


class Warehouse(models.Model):
    """One warehouse in the accounting system that belongs to one Oscar partner here."""

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="warehouses", verbose_name=_("integration")
    )
    partner = models.ForeignKey(
        "partner.Partner",
        on_delete=models.CASCADE,
        related_name="accounting_warehouses",
        verbose_name=_("partner"),
    )
    code = models.CharField(_("code in the accounting system"), max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=128)
    is_active = models.BooleanField(_("in use"), default=True)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0, help_text=_("Lower sells first."))
    sold_read_at = models.DateTimeField(_("sold goods last updated"), null=True, blank=True, editable=False)

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("priority", "pk")
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        constraints = (
            models.UniqueConstraint(
                fields=("partner",),
                condition=Q(is_active=True),
                name="accounting_one_active_warehouse_per_partner",
                violation_error_message=_("This partner already has a warehouse in use."),
            ),
        )

    def __str__(self) -> str:
        return self.name
