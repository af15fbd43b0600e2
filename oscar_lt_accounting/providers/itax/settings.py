"""What iTax asks for when it is connected."""

from __future__ import annotations

from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.providers.base import Setting
from oscar_lt_accounting.providers.kit import settings
from oscar_lt_accounting.providers.kit.settings import ID, flag

#: The values of "posted".
TWO_STEP, AT_ONCE, NEVER = "two-step", "at-once", "never"
SETTINGS = (
    Setting(
        name="username",
        label=gettext_noop("API user name"),
        secret=True,
        required=True,
        help=gettext_noop("In iTax: Nustatymai → API raktai."),
    ),
    Setting(
        name="password",
        label=gettext_noop("API password"),
        secret=True,
        required=True,
        help=gettext_noop("Shown by iTax once, when the key is made."),
    ),
    Setting(
        name="posted",
        label=gettext_noop("Registering of invoices"),
        kind="choice",
        default=TWO_STEP,
        choices=(
            (TWO_STEP, gettext_noop("After the sums were compared")),
            (AT_ONCE, gettext_noop("At once")),
            (NEVER, gettext_noop("By the accountant")),
        ),
    ),
    settings.delivery_product("shipping_product_id"),
    settings.surcharge_product(),
    Setting(
        name="bank_account_id",
        label=gettext_noop("Bank account for payments"),
        pattern=ID,
        help=gettext_noop("Used for payment methods without a mapping."),
    ),
    Setting(
        name="vat_code_field",
        label=gettext_noop("Field of the buyer's VAT code"),
        pattern=r"[a-z_]{1,40}",
        help=gettext_noop("As iTax names it; while empty, the VAT code is printed below the invoice."),
    ),
    Setting(
        name="vat_group_lt",
        label=gettext_noop("VAT group of buyers in Lithuania"),
        pattern=ID,
        help=gettext_noop("The id of the group in iTax; empty leaves the group to the accountant."),
    ),
    Setting(name="vat_group_eu", label=gettext_noop("VAT group of buyers in the EU"), pattern=ID),
    Setting(name="vat_group_export", label=gettext_noop("VAT group of buyers outside the EU"), pattern=ID),
    flag(
        "print_reference",
        gettext_noop("Print the shop reference below invoices"),
        gettext_noop("Switch on when the check says that iTax does not find invoices by the shop reference."),
    ),
    flag(
        "credit_notes",
        gettext_noop("Credit notes as invoices with negative quantities"),
        gettext_noop("iTax's documents do not name a way to credit; ask iTax support before you switch this on."),
    ),
    Setting(name="measurement_id", label=gettext_noop("Unit for new products"), pattern=ID),
    Setting(
        name="pdf_version",
        label=gettext_noop("API version for PDFs"),
        kind="choice",
        default="v2",
        choices=(("v2", "v2"), ("v1", "v1")),
    ),
    Setting(
        name="email_path",
        label=gettext_noop("Address that sends e-mails"),
        pattern=r"[a-z_/]{1,60}\{id\}[a-z_/]{0,60}",
        help=gettext_noop("As iTax support names it, such as invoices/{id}/email_messages; empty means no e-mails."),
    ),
    Setting(name="email_sender", label=gettext_noop("Sender of e-mails"), pattern=r"[^@\s]{1,64}@[^@\s]{1,190}"),
)
