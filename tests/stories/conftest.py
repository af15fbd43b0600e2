from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client
from django.utils import timezone
from oscar.apps.basket.models import Basket
from oscar.core.loading import get_model

from oscar_lt_accounting.dashboard.navigation import accounting_navigation
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.services import jobs, stock
from oscar_lt_accounting.services.clock import DatabaseClock
from oscar_lt_accounting.services.linking import links
from oscar_lt_accounting.services.outbox.enqueue import FIRST_LOOK
from oscar_lt_accounting.services.outbox.worker import Worker
from tests.shop import GrossStrategy, Item
from tests.stories.stage import GetsThatCall, Stage, chromium


@pytest.fixture(params=["en", "lt"])
def language(request):
    return request.param


@pytest.fixture
def open_simulators():
    """The accounting systems of the story."""
    return []


@pytest.fixture
def simulators(open_simulators):
    """Opens an accounting system; it is closed after the story."""
    with ExitStack() as stack:

        def _open(simulator):
            open_simulators.append(stack.enter_context(simulator))
            return simulator

        yield _open


@pytest.fixture
def tell(live_server, simulators, open_simulators, language, monkeypatch, settings, tmp_path):
    """Opens a story for a person; nothing but the shop itself can be reached."""
    pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.OSCAR_DASHBOARD_NAVIGATION = [*settings.OSCAR_DASHBOARD_NAVIGATION, accounting_navigation()]
    calling = GetsThatCall(lambda: sum(len(one.calls) for one in open_simulators))
    with chromium() as browser, calling.watched():

        def _tell(story, person=None):
            stage = Stage(browser, live_server.url, story=story, language=language, calling=calling)
            if person is not None:
                client = Client()
                client.force_login(person)
                stage.enter_as(client)
            return stage

        yield _tell
    connections.close_all()  # beside Playwright's event loop, Django opens one of its own


@pytest.fixture
def bookkeeper(db):
    """Who keeps the shop in order; may do everything."""
    return get_user_model().objects.create_user(
        "rasa", "rasa@example.com", "secret", first_name="Rasa", is_staff=True, is_superuser=True
    )


@pytest.fixture
def connected(shop, simulators):
    """Connects the partner Vilnius to a simulator and reads its goods."""

    def _connected(simulator, **values):
        simulators(simulator)
        integration = Integration.objects.create(
            **{
                "name": simulator.system.title,
                "provider": simulator.system.code,
                "base_url": simulator.url,
                "credentials": simulator.credentials(),
                "is_active": True,
                "start_date": "2020-01-01",
                "settings": {"limits": []},
                **values,
            }
        )
        return integration.warehouses.create(
            partner=shop.partner("Vilnius"), code=simulator.company().warehouse, name="Vilnius"
        )

    return _connected


@pytest.fixture
def goods(shop, connected, backstage):
    """Puts products on the shelves of the shop and, with a code, into the accounting system."""

    def _goods(home, simulator, titles, *, linked=True):
        simulator.seed(
            *({"code": f"PRK-{at:02}", "name": title, "quantity": 500} for at, title in enumerate(titles, 1))
        )
        backstage.read_goods(home)
        products = [shop.product(Item("24.20", title=title)) for title in titles]
        if linked:
            for at, product in enumerate(products, 1):
                item = home.catalogue.get(code=f"PRK-{at:02}")
                links.link(home, product.stockrecords.get(), remote_id=item.remote_id, remote_code=item.code)
        return products

    return _goods


@pytest.fixture
def buy(shop):
    """Somebody buys products; what the order owes to the accounting system is written down."""

    def _buy(*products, **placing):
        basket = Basket.objects.create()
        basket.strategy = GrossStrategy()
        for product in products:
            basket.add_product(product)
        number = f"{100001 + get_model('order', 'Order').objects.count()}"
        return shop.place_basket(basket, number=number, placed=timezone.now(), **placing)

    return _buy


class Backstage:
    """What the worker does between two clicks, and how much time passes meanwhile."""

    def __init__(self) -> None:
        self.later = timedelta()

    def now(self) -> datetime:
        return timezone.now() + self.later

    def deliver(self, *, after: timedelta = FIRST_LOOK) -> None:
        self.later += after
        Worker(parallel=False).run()

    def do_jobs(self) -> None:
        jobs.run_due()

    def read_goods(self, warehouse) -> None:
        run = stock.pull(warehouse)
        assert not run.problem_code, run.problem_detail


@pytest.fixture
def backstage(monkeypatch):
    """The worker; whoever asks the clock is told of the time that is said to have passed."""
    behind = Backstage()
    for name in ("now", "roughly"):
        monkeypatch.setattr(DatabaseClock, name, staticmethod(behind.now))
    return behind
