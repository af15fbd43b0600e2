"""Why a link cannot be made, said so that a person can fix it."""

from __future__ import annotations

from oscar_lt_accounting.domain.errors import AccountingError, gettext_noop
from oscar_lt_accounting.models.problems import translated

#: Codes of refusals that another link's change may lift.
TAKEN = "link_taken"


class LinkRefused(AccountingError):
    """This link cannot be made as it was asked for; nothing was changed."""

    default_code = "link_refused"

    @property
    def sentence(self) -> str:
        """Why, and what to do, in the language of whoever reads it."""
        return translated(self.problem.message, dict(self.problem.params))


def named_twice(sku: str) -> LinkRefused:
    """The same stock record was named before."""
    message = gettext_noop("“%(sku)s” is named twice. Only the first was looked at; choose one product for it.")
    return LinkRefused(message, code="link_twice", sku=sku)


def deleted(sku: str) -> LinkRefused:
    """The stock record is not there any more."""
    message = gettext_noop("“%(sku)s” is no longer in the shop. Load the page again and link what it shows now.")
    return LinkRefused(message, code="link_deleted", sku=sku)


def foreign(sku: str, warehouse: str) -> LinkRefused:
    """The stock record is another partner's."""
    message = gettext_noop(
        "“%(sku)s” belongs to another partner than the warehouse %(warehouse)s. Link it in its own partner's warehouse."
    )
    return LinkRefused(message, code="link_foreign", sku=sku, warehouse=warehouse)


def linked_already(sku: str, product: str) -> LinkRefused:
    """The stock record has a link to another product."""
    message = gettext_noop(
        "“%(sku)s” is linked to %(product)s already. If that is the wrong product, change the link by hand."
    )
    return LinkRefused(message, code="link_there", sku=sku, product=product)


def vanished(sku: str, product: str) -> LinkRefused:
    """The product is not in the accounting system any more."""
    message = gettext_noop(
        "%(product)s is no longer in the accounting system, so “%(sku)s” was not linked to it. Match again and "
        "choose another product."
    )
    return LinkRefused(message, code="link_gone", sku=sku, product=product)


def nameless(sku: str) -> LinkRefused:
    """No accounting product was named."""
    message = gettext_noop(
        "No accounting product was named for “%(sku)s”. Choose one, or enter its id in the accounting system."
    )
    return LinkRefused(message, code="link_empty", sku=sku)


def too_long(sku: str, most: int) -> LinkRefused:
    """The id or code of the accounting product cannot be kept."""
    message = gettext_noop(
        "The id or code of the accounting product for “%(sku)s” is longer than %(most)s characters. Enter the id and "
        "code as the accounting system shows them."
    )
    return LinkRefused(message, code="link_long", sku=sku, most=most)


def impossible_units(sku: str) -> LinkRefused:
    """Units that no link can have."""
    message = gettext_noop(
        "The accounting units per shop unit of “%(sku)s” must be above zero and below 1,000,000, with at most four "
        "decimals. Enter 1 when both count the same, 6 when the shop sells packs of six."
    )
    return LinkRefused(message, code="link_units", sku=sku)


def taken(sku: str, product: str, owner: str) -> LinkRefused:
    """Another stock record already follows this product's stock."""
    message = gettext_noop(
        "“%(sku)s” cannot take its stock from %(product)s, because “%(owner)s” does already and both would sell the "
        "same goods. Unlink “%(owner)s” first, or link this one without updating stock."
    )
    return LinkRefused(message, code=TAKEN, sku=sku, product=product, owner=owner)


def overtaken(sku: str) -> LinkRefused:
    """Somebody else linked this at the same moment."""
    message = gettext_noop(
        "“%(sku)s” or its accounting product was linked by somebody else at the same moment. Load the page again and "
        "look whether anything is left to do."
    )
    return LinkRefused(message, code="link_overtaken", sku=sku)
