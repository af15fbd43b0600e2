"""What RoboLabs asks for when it is connected."""

from __future__ import annotations

from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.providers.base import Setting
from oscar_lt_accounting.providers.kit import settings
from oscar_lt_accounting.providers.kit.settings import flag

SETTINGS = (
    settings.api_key("api_key", gettext_noop("Given by RoboLabs; each company has its own key.")),
    Setting(
        name="journal",
        label=gettext_noop("Invoice journal"),
        pattern=r"[A-Za-z0-9_/-]{1,20}",
        help=gettext_noop("The series invoices are entered in, such as INV; empty means the series' own prefix."),
    ),
    settings.location(
        pattern=r"[A-Za-z0-9_/-]{1,5}",
        help_text=gettext_noop("At most five characters, such as WH; empty means the warehouse's code."),
    ),
    settings.delivery_product("shipping_code", settings.CODE),
    settings.surcharge_product("surcharge_code", settings.CODE),
    flag(
        "background",
        gettext_noop("Work in the background"),
        gettext_noop("Lets RoboLabs queue invoices; their progress is then checked until they are done."),
    ),
    flag(
        "empty_partner_code",
        gettext_noop("Empty partner codes are allowed"),
        gettext_noop("Switch on when „Leisti tuščią partnerio kodą API“ is on in RoboLabs."),
    ),
    flag(
        "key_in_body",
        gettext_noop("Send the key in the body"),
        gettext_noop("Only for installations that do not accept the key in the header."),
    ),
    Setting(
        name="not_found_status",
        label=gettext_noop("Status that means “not found”"),
        default="404",
        pattern=r"\d{3}",
        help=gettext_noop("What RoboLabs answers for an invoice it does not have; the connection check shows it."),
    ),
    flag(
        "on_hand_only",
        gettext_noop("Sell all that is in stock"),
        gettext_noop("While off, goods that RoboLabs expects to leave the warehouse are not sold again."),
    ),
    Setting(
        name="write_off_committee",
        label=gettext_noop("Commission of write-offs"),
        help=gettext_noop("The name of the commission that signs write-offs; needed to write goods off from the shop."),
    ),
)
