"""Every page of the dashboard, empty and with rows, opened once: its queries run on PostgreSQL, too."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from oscar_lt_accounting.testing.simulators import RoboLabsSimulator
from tests.stories.rows import fill
from tests.stories.test_pages_axe import addresses


class Addresses:
    """The addresses of our pages in the dashboard."""

    def page(self, name: str, **kwargs: int) -> str:
        return reverse(f"accounting-dashboard:accounting-{name}", kwargs=kwargs or None)


@pytest.mark.parametrize("is_full", [False, True], ids=["empty", "full"])
def test_every_page_opens(client, shop, connect, is_full):
    boss = get_user_model().objects.create_superuser("boss", "boss@example.com", "secret")
    client.force_login(boss)
    with RoboLabsSimulator() as simulator:
        system = {"base_url": simulator.url, "credentials": simulator.credentials()}
        found = fill(shop, connect(provider="robolabs", **system), simulator, boss) if is_full else {}

        opened = {
            address: client.get(address, follow=True).status_code for _name, address in addresses(Addresses(), found)
        }

    assert {address: status for address, status in opened.items() if status not in (200, 202)} == {}
    assert len(opened) > (30 if is_full else 10)
