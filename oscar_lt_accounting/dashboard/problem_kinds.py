"""What each problem is called in a list, and on which screen it is fixed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.dashboard.permissions import may_configure
from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.page_urls import order_url, url_for
from oscar_lt_accounting.services.outbox import resend

Words = str | Promise


@dataclass(frozen=True)
class Screen:
    """A screen where problems are fixed: what its button says, and its address for a user (empty: may not)."""

    label: Words
    address: Callable[[Any, Submission], str]


@dataclass(frozen=True)
class FixLink:
    """A link to the screen where the problem at hand is fixed."""

    label: Words
    url: str


def _integration_url(user: Any, submission: Submission) -> str:
    return _url_of_integration("integration-detail")(user, submission) if may_configure(user) else ""


def _url_of_integration(page: str) -> Callable[[Any, Submission], str]:
    """A page of the submission's integration."""

    def address(user: Any, submission: Submission) -> str:
        return url_for(user, page, pk=submission.integration_id) if submission.integration_id else ""

    return address


def _links_url(user: Any, submission: Submission) -> str:
    sku = submission.problem_detail.get("params", {}).get("sku", "")
    asked = {"warehouse": submission.warehouse_id, "q": sku}
    return url_for(user, "link-list", query={name: value for name, value in asked.items() if value})


INTEGRATION = Screen(_("Open the integration"), _integration_url)
ORDER = Screen(_("Open the order"), lambda user, submission: order_url(user, submission.order.number))
WAREHOUSE = Screen(
    _("Connect the partner to a warehouse"),
    lambda user, submission: url_for(user, "integration-list") if may_configure(user) else "",
)
LINK = Screen(_("Link the product"), _links_url)
LINKS = Screen(_("Open the product links"), _links_url)
VAT = Screen(_("Add a VAT mapping"), _url_of_integration("integration-mappings"))
SERIES = Screen(_("Add a numbering series"), _url_of_integration("integration-mappings"))

#: The stable word of each problem: its short name, and the screen where it is fixed if there is one.
PROBLEM_KINDS: dict[str, tuple[Words, Screen | None]] = {
    # the set-up
    "no_link": (_("product not linked"), LINK),
    "no_warehouse": (_("partner without a warehouse"), WAREHOUSE),
    "vat_mapping": (_("VAT code not mapped"), VAT),
    "series_missing": (_("no numbering series"), SERIES),
    "number_missing": (_("no number for the document"), SERIES),
    "number_too_long": (_("number too long"), INTEGRATION),
    "number_taken": (_("number already used in the accounting system"), SERIES),
    "location_too_long": (_("warehouse code too long"), INTEGRATION),
    "remote_id": (_("product linked wrongly"), LINKS),
    "quantity": (_("quantity not possible in the accounting system"), LINKS),
    "gift_card": (_("gift cards not decided"), INTEGRATION),
    "oss": (_("OSS sales not decided"), None),
    "seller_not_payer": (_("the shop is set up as not being a VAT payer"), None),
    # the order
    "order_changed": (_("order changed afterwards"), ORDER),
    "order_ended": (_("order cancelled"), ORDER),
    "order_ended_after_issue": (_("order cancelled after issue"), ORDER),
    "order_ended_begun": (_("order cancelled, a part may be there"), ORDER),
    "order_refunded": (_("order refunded in full"), ORDER),
    "totals_disagree": (_("the order's sums disagree"), ORDER),
    "zero_total": (_("nothing to invoice"), ORDER),
    "nothing_to_invoice": (_("nothing to invoice"), ORDER),
    "nothing_to_send": (_("nothing to send"), ORDER),
    "free_goods": (_("only free goods"), ORDER),
    "line_ended": (_("cancelled, but still in the order's total"), ORDER),
    "no_pieces": (_("a price without pieces"), ORDER),
    "negative_total": (_("total below zero"), ORDER),
    "negative_charge": (_("discount greater than the goods"), ORDER),
    "negative_price": (_("row below zero"), ORDER),
    "unit_price": (_("no unit price fits the sum"), ORDER),
    "currency": (_("foreign currency"), ORDER),
    "product_deleted": (_("product deleted"), ORDER),
    "buyer_incomplete": (_("buyer's address incomplete"), ORDER),
    "buyer_code": (_("buyer's code missing"), ORDER),
    "buyer_too_long": (_("buyer's name or code too long"), ORDER),
    "b1_verify": (_("buyer or delivery not accepted"), ORDER),
    "vat_rate_unknown": (_("VAT rate unknown"), ORDER),
    "vat_rate_disagrees": (_("VAT rate and prices disagree"), ORDER),
    "vat_rate": (_("not a Lithuanian VAT rate"), ORDER),
    "vat_rate_services": (_("VAT rate for services only"), ORDER),
    "vat_code": (_("unknown VAT code"), ORDER),
    "vat_code_rate": (_("VAT code and rate disagree"), ORDER),
    "export_with_vat": (_("VAT charged outside the EU"), ORDER),
    "no_vat_charged": (_("sold without VAT"), ORDER),
    # the integration
    "key_refused": (_("key rejected"), INTEGRATION),
    "encryption_key": (_("stored keys cannot be opened"), INTEGRATION),
    "address": (_("wrong address of the accounting system"), INTEGRATION),
    "redirected": (_("wrong address of the accounting system"), INTEGRATION),
    "certificate": (_("certificate not trusted"), INTEGRATION),
    "setting": (_("a setting of the integration is wrong"), INTEGRATION),
    "learnt": (_("a setting learnt from the accounting system"), INTEGRATION),
    "misconfigured": (_("a setting of the integration is wrong"), INTEGRATION),
    "provider": (_("accounting system not installed"), INTEGRATION),
    "no_ecommerce": (_("the key does not open the e-shop"), INTEGRATION),
    "no_warehouse_methods": (_("the key does not open the warehouse"), INTEGRATION),
    "plan": (_("plan not paid"), None),
    "plan_used_up": (_("requests of the plan used up"), None),
    # stock
    "stock_empty": (_("the accounting system returned no products"), None),
    "stock_shrunken": (_("the accounting system returned far fewer products than before"), None),
    "stock_emptied": (_("nearly everything sold out at once"), None),
    "pull_interrupted": (_("stock update interrupted"), None),
    "pull_running": (_("another stock update is running"), None),
    "too_slow": (_("the test took too long"), None),
    # the accounting system
    "rejected": (_("rejected by the accounting system"), None),
    "unsupported": (_("the accounting system cannot do this"), None),
    "busy": (_("waits for another document of the same buyer"), None),
    "queued": (_("in progress in the accounting system"), None),
    "throttled": (_("asked to slow down"), None),
    "unavailable": (_("accounting system out of reach"), None),
    "unreachable": (_("accounting system out of reach"), None),
    "no_answer": (_("no answer in time"), None),
    "too_late": (_("connection too slow"), None),
    "failed_over_there": (_("accounting system out of order"), None),
    "answer_unreadable": (_("answer not understood"), None),
    "no_pdf": (_("no PDF yet"), None),
    # unconfirmed
    "uncertain": (_("answer lost"), None),
    "answer_lost": (_("answer lost"), None),
    "interrupted": (_("sending was interrupted"), None),
    "ask_a_person": (_("answer lost, needs attention"), None),
    "found_different": (_("found, but different"), None),
    "look_inconclusive": (_("look-up gave no result"), None),
    "sale_refused_again": (_("the sale is probably already in the accounting system"), None),
    "already_there": (_("the order is already in the accounting system"), None),
    "no_id": (_("answer without an id"), None),
    "half_there": (_("only a part is in the accounting system"), None),
    "too_long": (_("document too long for the address"), INTEGRATION),
    "sums_differ": (_("sums in the accounting system differ"), None),
    "sums_unknown": (_("sums not returned by the accounting system"), None),
    "not_registered": (_("created but not registered in the accounting system"), None),
    "left_unposted": (_("no longer registered in the accounting system"), None),
    "deleted_there": (_("deleted in the accounting system"), None),
    "look_alike": (_("a very similar one is in the accounting system"), None),
    "several_there": (_("in the accounting system more than once"), None),
    "recorded_differs": (_("recorded differently"), None),
    # ourselves
    "held": (_("on hold"), None),
    "accounting": (_("other"), None),
    "own_fault": (_("fault in the shop's software"), None),
}

#: Held documents that are sent by themselves as soon as the cause was fixed.
SENT_BY_THEMSELVES = frozenset({*resend.FIXED_BY_LINKS, *resend.FIXED_BY_VAT, *resend.FIXED_BY_SERIES, "no_warehouse"})


def problem_label(code: str) -> str:
    """A problem's short name; a word nobody has named yet is shown as it is."""
    label, _screen = PROBLEM_KINDS.get(code, (code.replace("_", " "), None))
    return capfirst(str(label))


def fix_link(user: Any, submission: Submission) -> FixLink | None:
    """The screen where the submission's problem is fixed, if there is one that `user` may open."""
    _label, screen = PROBLEM_KINDS.get(submission.problem_code, ("", None))
    return _link_to(screen, user, submission)


def integration_link(user: Any, submission: Submission) -> FixLink | None:
    """The settings of the submission's integration, if `user` may open them."""
    return _link_to(INTEGRATION, user, submission)


def is_sent_by_itself(submission: Submission) -> bool:
    """Whether it is sent without anybody pressing a button, once the cause was fixed."""
    return submission.state == State.HELD and submission.problem_code in SENT_BY_THEMSELVES


def _link_to(screen: Screen | None, user: Any, submission: Submission) -> FixLink | None:
    address = screen.address(user, submission) if screen else ""
    return FixLink(screen.label, address) if screen and address else None
