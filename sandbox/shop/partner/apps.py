"""Oscar's partner app, forked."""

from __future__ import annotations

from oscar.apps.partner import apps


class PartnerConfig(apps.PartnerConfig):
    """Partners are warehouses."""

    name = "sandbox.shop.partner"
