"""The companies whose records are simulated, and the keys that open them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

_CREDENTIALS = ("api_key", "private_key", "username", "password", "token", "api_token")


@dataclass(frozen=True, kw_only=True)
class Company:
    """One company in an accounting system: one key, name and password, or token opens just its records.

    `warehouse` is the warehouse its integration sells from; `delivery_rate` the VAT rate its accountant
    set for delivery and surcharges, None for a company that is no VAT payer.
    """

    name: str
    title: str
    api_key: str = ""
    private_key: str = ""
    username: str = ""
    password: str = ""
    token: str = ""
    api_token: str = ""
    warehouse: str
    warehouse_title: str = "Pagrindinis sandėlis"
    delivery_rate: Decimal | None = Decimal(21)

    @property
    def credentials(self) -> dict[str, str]:
        """What our providers call the credentials of an integration."""
        pairs = {name: str(getattr(self, name)) for name in _CREDENTIALS}
        return {name: value for name, value in pairs.items() if value}
