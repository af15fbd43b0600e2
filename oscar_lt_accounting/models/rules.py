"""How an integration's stock, prices and names come back into the shop."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class StockMeaning(models.TextChoices):
    """When goods that were sold leave the quantity that the accounting system returns."""

    SYSTEM = "system", _("as the accounting system does it")
    DOCUMENT = "document", _("when their document is issued")
    SHIPPING = "shipping", _("when the shop ships them")


class Allocations(models.TextChoices):
    """What becomes of Oscar's allocation when the document is issued."""

    KEEP = "keep", _("keep: the shop consumes it when it ships")
    CONSUME = "consume", _("consume it")


class ReadSold(models.TextChoices):
    """Whether the stock of what was sold is read back after its document was issued."""

    CHEAP = "cheap", _("where one request returns many products")
    ALWAYS = "always", _("wherever it can be asked")
    NEVER = "never", _("no")


class StalePolicy(models.TextChoices):
    """What happens when a warehouse was not read for too long."""

    NOTHING = "nothing", _("nothing")
    WARN = "warn", _("warn")
    STOP = "stop", _("stop selling its tracked goods")


class StockRules(models.Model):
    """What an integration says about stock, prices and names; all money in the shop's own currency."""

    stock_meaning = models.CharField(
        _("sold goods are deducted from the accounting system's stock"),
        max_length=16,
        choices=StockMeaning.choices,
        default=StockMeaning.SYSTEM,
        help_text=_(
            "Ask the accountant: does the quantity in the accounting system go down when the invoice is entered?"
        ),
    )
    allocations = models.CharField(
        _("Oscar's allocation after the document"),
        max_length=16,
        choices=Allocations.choices,
        default=Allocations.KEEP,
        help_text=_("Consume it only in shops that do not consume allocations themselves when they ship."),
    )
    read_sold = models.CharField(
        _("update the stock of sold goods"), max_length=16, choices=ReadSold.choices, default=ReadSold.CHEAP
    )
    pull_every = models.PositiveIntegerField(
        _("update the stock every … minutes"),
        default=60,
        validators=(MaxValueValidator(7 * 24 * 60),),
        help_text=_("0: only by hand. The request plan shows what the accounting system's limit allows."),
    )
    stale_after = models.PositiveIntegerField(
        _("stock is too old after … hours"),
        default=24,
        validators=(MaxValueValidator(365 * 24),),
        help_text=_("Counted from the last full stock update."),
    )
    stale_policy = models.CharField(
        _("when the stock is too old"), max_length=16, choices=StalePolicy.choices, default=StalePolicy.WARN
    )
    sync_prices = models.BooleanField(
        _("prices follow the accounting system"),
        default=False,
        help_text=_("A price that was changed in the shop, such as a sale price, is never overwritten."),
    )
    sync_names = models.BooleanField(_("names follow the accounting system"), default=False)
    price_rate = models.DecimalField(
        _("VAT rate for prices, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_(
            "Needed where the accounting system's prices are net and the shop's include VAT, or the other way round."
        ),
    )

    class Meta:
        abstract = True
        app_label = "oscar_lt_accounting"
