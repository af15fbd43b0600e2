"""B1.lt, through its e-commerce methods."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, gettext_noop
from oscar_lt_accounting.providers.b1.client import TIME_ZONE, AlreadyThereError, B1Client, NotThereError, remote_id
from oscar_lt_accounting.providers.b1.ecommerce import FINAL_STEP, Ecommerce
from oscar_lt_accounting.providers.base import (
    Capability,
    CheckResult,
    Connection,
    Finding,
    Journal,
    Notebook,
    Provider,
    Setting,
)
from oscar_lt_accounting.providers.http import Door
from oscar_lt_accounting.providers.limits import Limit, Purpose

_CLOCK_TOLERANCE = 60


class B1(Provider):
    """B1.lt, also sold as Site.pro Accounting."""

    code = "b1"
    name = "B1.lt"
    default_base_url = "https://www.b1.lt/api/"
    hosts = ("www.b1.lt", "b1.lt", "site.pro", "www.site.pro")
    settings = (
        Setting(
            name="api_key",
            label=gettext_noop("API key"),
            secret=True,
            required=True,
            help=gettext_noop("In B1: Parametrai → Integracijos → API#2 → + Pridėti paslaugą → Išsaugoti."),
        ),
        Setting(
            name="private_key",
            label=gettext_noop("Private key"),
            secret=True,
            help=gettext_noop("Shown by B1 beside the API key; needed only for signed requests."),
        ),
        Setting(
            name="auth",
            label=gettext_noop("Way of signing"),
            kind="choice",
            default="key",
            choices=(
                ("key", gettext_noop("API key only")),
                ("signed", gettext_noop("Signed, as B1's own plug-ins do")),
                ("signed-v2", gettext_noop("Signed, version 2 (unproven)")),
            ),
        ),
        Setting(
            name="mode",
            label=gettext_noop("Methods"),
            kind="choice",
            default="e-commerce",
            choices=(("e-commerce", gettext_noop("E-commerce")),),
        ),
        Setting(
            name="shop_id",
            label=gettext_noop("Shop id over there"),
            pattern=r"[A-Za-z0-9._-]{1,40}",
            help=gettext_noop("How B1 tells this shop's orders from others. Never change it once orders were sent."),
        ),
        Setting(
            name="write_off",
            label=gettext_noop("Write the goods off"),
            kind="flag",
            default=False,
            help=gettext_noop("Asks B1 to write the goods off the warehouse before it makes the sale."),
        ),
        Setting(
            name="delivery_vat_rate",
            label=gettext_noop("VAT rate of delivery in B1"),
            default="21",
            pattern=r"\d{1,2}",
            help=gettext_noop(
                "The rate the accountant set in B1 for delivery and fees. "
                "A delivery with another rate is sent as a row."
            ),
        ),
    )
    capabilities = frozenset(
        {
            Capability.RESUMES,
            Capability.FINDS_DOCUMENTS,
            Capability.NUMBERS_DOCUMENTS,
            Capability.TAKES_NUMBERS,
            Capability.FOREIGN_CURRENCY,
            Capability.VAT_FROM_GROSS,
            Capability.PDF,
        }
    )
    limits = (Limit(417, time_zone=TIME_ZONE),)
    final_step = FINAL_STEP

    def __init__(self, connection: Connection, door: Door, notebook: Notebook | None = None) -> None:
        super().__init__(connection, door, notebook)
        if self.values["auth"] != "key" and not self.values["private_key"]:
            raise Misconfigured(
                gettext_noop("Signed requests need B1's private key. Fill it in and save the integration."),
                code="setting",
            )
        self._client = B1Client(
            door,
            self.base_url,
            auth=self.values["auth"],
            api_key=self.values["api_key"],
            private_key=self.values["private_key"],
        )
        self._ecommerce = Ecommerce(
            self._client,
            shop_id=self.values["shop_id"],
            header_rate=Decimal(self.values["delivery_vat_rate"]),
            write_off=self.values["write_off"],
        )

    def check(self) -> Sequence[CheckResult]:
        """Whether the key opens the e-commerce methods, and whether our clocks agree."""
        try:
            answer = self._client.call("e-commerce/config/get", {}, writes=False, purpose=Purpose.SET_UP)
        except (AlreadyThereError, NotThereError, Rejected) as error:
            raise Misconfigured(
                gettext_noop(
                    "The key is accepted, but B1's e-commerce methods are not open to it. "
                    "Create an e-shop integration in B1."
                ),
                code="no_ecommerce",
            ) from error
        data = answer.get("data")
        warehouse = remote_id({"data": data.get("warehouseId")}) if isinstance(data, dict) else ""
        difference = self._client.clock_difference
        return (
            CheckResult(title=gettext_noop("Key"), ok=True, detail=gettext_noop("The e-commerce methods are open.")),
            CheckResult(
                title=gettext_noop("Warehouse"),
                ok=bool(warehouse),
                detail=gettext_noop("B1 keeps this integration's goods in warehouse %(warehouse)s."),
                params={"warehouse": warehouse or "–"},
            ),
            CheckResult(
                title=gettext_noop("Clock"),
                ok=difference is None or abs(difference) <= _CLOCK_TOLERANCE,
                detail=gettext_noop("The clocks differ by %(seconds)s seconds."),
                params={"seconds": "–" if difference is None else str(abs(difference))},
            ),
        )

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """Order, rows, write-off, sale; from the first step the journal does not know as finished."""
        self.refuse_other_kinds(document)
        return self._ecommerce.submit(document, journal)

    def find(self, document: Document, journal: Journal) -> Finding:
        """Only the sale can be in doubt for long; B1 prints it by the shop's ids, or says it has none."""
        return self._ecommerce.find(document, journal)

    def pdf(self, remote: RemoteDocument, document: Document) -> bytes:
        """B1's print of the sale; each download costs a request of the plan."""
        printed = self._ecommerce.printed(document, Purpose.FILE)
        if printed is None:
            raise Rejected(gettext_noop("B1 has no print of this document yet. Try again later."), code="no_pdf")
        return printed
