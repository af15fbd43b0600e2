"""RoboLabs: one call makes an invoice; it can be found by number, so a lost answer is settled by looking."""

from __future__ import annotations

from collections.abc import Sequence

from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, Unavailable, gettext_noop
from oscar_lt_accounting.providers.base import (
    Absent,
    Capability,
    CheckResult,
    Connection,
    HttpClient,
    Limit,
    Purpose,
    RemoteIds,
)
from oscar_lt_accounting.providers.kit.rules import RefusedError
from oscar_lt_accounting.providers.kit.settings import service_products
from oscar_lt_accounting.providers.robolabs import payload
from oscar_lt_accounting.providers.robolabs.client import KEY_REFUSED, RoboLabsClient
from oscar_lt_accounting.providers.robolabs.goods import Goods
from oscar_lt_accounting.providers.robolabs.invoices import Invoices
from oscar_lt_accounting.providers.robolabs.settings import SETTINGS

_IMPOSSIBLE_NUMBER = "OSCAR-CHECK-0"


class RoboLabs(Invoices, Goods):
    """RoboLabs, through its ROBO API 4.21."""

    code = "robolabs"
    name = payload.SYSTEM
    hosts = (".robolabs.lt",)
    settings = SETTINGS
    capabilities = frozenset(
        {
            Capability.FINDS_DOCUMENTS,
            Capability.BACKGROUND,
            Capability.READS_BACK,
            Capability.TAKES_NUMBERS,
            Capability.FOREIGN_CURRENCY,
            Capability.NEEDS_VAT_CODES,
            Capability.PROFORMAS,
            Capability.CREDIT_NOTES,
            Capability.CANCELS,
            Capability.UPDATES,
            Capability.REGISTERS_PAYMENTS,
            Capability.PDF,
            Capability.ATTACHES_FILES,
            Capability.STOCK,
            Capability.LISTS_PRODUCTS,
            Capability.LISTS_CATEGORIES,
            Capability.CREATES_PRODUCTS,
            Capability.WRITES_OFF,
        }
    )
    limits = (Limit(10, 60), Limit(500, 3600))

    def __init__(self, connection: Connection, http: HttpClient, remote_ids: RemoteIds | None = None) -> None:
        super().__init__(connection, http, remote_ids)
        values = self.values
        self.client = RoboLabsClient(
            http,
            self.base_url,
            self.remote_ids,
            api_key=values["api_key"],
            key_in_body=values["key_in_body"],
            not_found=values["not_found_status"],
        )
        self.rules = payload.Rules(
            journal=values["journal"],
            location=values["location"],
            background=values["background"],
            empty_partner_code=values["empty_partner_code"],
            services=service_products(values, delivery="shipping_code", surcharge="surcharge_code"),
        )

    @property
    def documents_take_goods(self) -> bool:
        """Invoices move the stock of their location (robolabs.md §11 no. 21)."""
        return True

    def probe(self) -> None:
        """The short list of product categories."""
        self.categories()

    def check(self) -> Sequence[CheckResult]:
        """Whether the key opens the account, how "not found" looks here, whether the warehouse is known."""
        self._check_key()
        absent = isinstance(self.look(_IMPOSSIBLE_NUMBER, Purpose.SET_UP), Absent)
        found_out = gettext_noop("An invoice that does not exist is recognised as missing.")
        unclear = gettext_noop(
            "RoboLabs does not say clearly that an invoice is missing. Set the status that means “not found”."
        )
        results = (
            CheckResult(title=gettext_noop("Key"), ok=True, detail=gettext_noop("The key works.")),
            CheckResult(
                title=gettext_noop("Looking for an invoice"), ok=absent, detail=found_out if absent else unclear
            ),
        )
        return (*results, self._location()) if self.rules.location else results

    def _check_key(self) -> None:
        try:
            self.categories()
        except RefusedError as error:
            said = error.problem.params["said"]
            raise Misconfigured(KEY_REFUSED, code="key_refused", said=said) from None
        except Unavailable as error:
            if error.code != "answer_unreadable":
                raise
            raise Unavailable(
                gettext_noop(
                    "What answers at this address is not RoboLabs' API: it sent a page that is no JSON. Check the "
                    "address; it is the one your company logs in at, such as https://company.robolabs.lt."
                ),
                code="answer_unreadable",
            ) from None

    def _location(self) -> CheckResult:
        """Whether the warehouse of the settings is known in the accounting system; it lists none by itself."""
        title, params = gettext_noop("Warehouse"), {"warehouse": self.rules.location}
        try:
            count = sum(1 for _level in self.stock_levels(self.rules.location))
        except Rejected as error:
            detail = gettext_noop("RoboLabs does not know the warehouse %(warehouse)s: %(said)s")
            return CheckResult(title=title, ok=False, detail=detail, params={**params, "said": str(error)})
        detail = gettext_noop("Warehouse %(warehouse)s has %(count)s products with a code.")
        return CheckResult(title=title, ok=True, detail=detail, params={**params, "count": str(count)})
