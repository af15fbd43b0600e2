"""What RoboLabs asks for when it is connected."""

from __future__ import annotations

from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.providers.base import Setting

SETTINGS = (
    Setting(
        name="api_key",
        label=gettext_noop("API key"),
        secret=True,
        required=True,
        help=gettext_noop("Given by RoboLabs; it opens the books of one company."),
    ),
    Setting(
        name="journal",
        label=gettext_noop("Invoice journal"),
        pattern=r"[A-Za-z0-9_/-]{1,20}",
        help=gettext_noop("The series invoices are entered in, such as INV; empty means the series' own prefix."),
    ),
    Setting(
        name="location",
        label=gettext_noop("Warehouse location"),
        pattern=r"[A-Za-z0-9_/-]{1,5}",
        help=gettext_noop("At most five characters, such as WH; empty means the warehouse's code."),
    ),
    Setting(
        name="background",
        label=gettext_noop("Work in the background"),
        kind="flag",
        default=False,
        help=gettext_noop("Lets RoboLabs queue invoices; they are then asked after until they are done."),
    ),
    Setting(
        name="empty_partner_code",
        label=gettext_noop("Empty partner codes are allowed"),
        kind="flag",
        default=False,
        help=gettext_noop("Switch on when „Leisti tuščią partnerio kodą API“ is on in RoboLabs."),
    ),
    Setting(
        name="key_in_body",
        label=gettext_noop("Send the key in the body"),
        kind="flag",
        default=False,
        help=gettext_noop("Only for installations that refuse the key in the header."),
    ),
    Setting(
        name="not_found_status",
        label=gettext_noop("Status that means “not found”"),
        default="404",
        pattern=r"\d{3}",
        help=gettext_noop("What RoboLabs answers for an invoice it does not have; the connection check shows it."),
    ),
    Setting(
        name="on_hand_only",
        label=gettext_noop("Sell all that is in stock"),
        kind="flag",
        default=False,
        help=gettext_noop("While off, goods that RoboLabs expects to leave the warehouse are not sold again."),
    ),
    Setting(
        name="write_off_committee",
        label=gettext_noop("Commission of write-offs"),
        help=gettext_noop("The name of the commission that signs write-offs; needed to write goods off from here."),
    ),
)
