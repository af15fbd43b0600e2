"""What Centas asks for when it is connected."""

from __future__ import annotations

from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.providers.base import Setting

_CODE = r"\S.{0,63}"

SETTINGS = (
    Setting(
        name="token",
        label=gettext_noop("API key"),
        secret=True,
        required=True,
        help=gettext_noop("Ask Centas for the key of your company's project; it begins with tk_ as a rule."),
    ),
    Setting(
        name="transport",
        label=gettext_noop("Where the fields go"),
        kind="choice",
        default="query",
        choices=(
            ("query", gettext_noop("Into the address, as Centas describes it")),
            ("form", gettext_noop("Into a form, for long documents")),
        ),
        help=gettext_noop("Change it only when Centas confirmed that it takes a form."),
    ),
    Setting(
        name="date_format",
        label=gettext_noop("Form of dates"),
        kind="choice",
        default="%Y.%m.%d",
        choices=(("%Y.%m.%d", "2026.12.31"), ("%Y-%m-%d", "2026-12-31"), ("%d.%m.%Y", "31.12.2026")),
    ),
    Setting(
        name="shipping_code",
        label=gettext_noop("Code for delivery"),
        pattern=_CODE,
        help=gettext_noop("The code of a service in Centas; deliveries are entered as it."),
    ),
    Setting(
        name="surcharge_code",
        label=gettext_noop("Code for fees"),
        pattern=_CODE,
        help=gettext_noop("Empty means the code for delivery."),
    ),
    Setting(
        name="bank_account",
        label=gettext_noop("Bank account for payments"),
        pattern=r"[A-Z0-9 ]{5,40}",
        help=gettext_noop("Used for payment methods without a mapping."),
    ),
    Setting(
        name="order_vat_key",
        label=gettext_noop("Name of the VAT rate in orders"),
        kind="choice",
        default="pvm_tar",
        choices=(("pvm_tar", "pvm_tar"), ("pvmtar", "pvmtar")),
        help=gettext_noop("Centas' description has both; proformas become orders over there."),
    ),
)
