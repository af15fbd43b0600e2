"""What every provider is before it declares an ability."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pytest

from oscar_lt_accounting.domain.documents import Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Unsupported,
)
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.base import Capability, Connection, HttpClient, Journal, Provider, Setting
from tests.domain.makers import D, invoice


class Bare(Provider):
    """A system that can do what every system must, and nothing else."""

    code = "bare"
    name = "Bare Books"
    default_base_url = "https://bare.example/api/"
    hosts: ClassVar[tuple[str, ...]] = ("bare.example",)
    settings = (
        Setting(name="key", label="Key", secret=True),
        Setting(name="shop", label="Shop", default="1"),
    )
    capabilities = frozenset({Capability.NUMBERS_DOCUMENTS})

    def check(self):
        return ()

    def submit(self, document, journal):
        return RemoteDocument(remote_id="1")


def bare(**connection):
    return Bare(Connection(**connection), HttpClient(hosts=Bare.hosts))


REMOTE = RemoteDocument(remote_id="1", number="ESH1")
ABILITIES = {
    "find": (lambda books: books.find(invoice(), Journal()), "Check its own list"),
    "poll": (lambda books: books.poll(REMOTE), "does not work in the background"),
    "probe": (lambda books: books.probe(), "next document is the trial"),
    "recorded": (lambda books: books.recorded(date(2026, 1, 1), date(2026, 1, 31)), "Compare them in its own list"),
    "pdf": (lambda books: books.pdf(REMOTE, invoice()), "Print the document in the accounting system"),
    "cancel": (lambda books: books.cancel(REMOTE, invoice()), "Cancel it in the accounting system"),
    "register_payment": (
        lambda books: books.register_payment(REMOTE, invoice(), Payment(method="card", amount=D(1))),
        "Enter the payment in the accounting system",
    ),
    "email": (lambda books: books.email(REMOTE, invoice()), "Send the PDF from the shop"),
    "stock_levels": (lambda books: books.stock_levels("WH1"), "Keep the stock in the shop by hand"),
    "stock_of": (lambda books: books.stock_of("WH1", ["1"]), "Update the whole warehouse"),
    "create_product": (
        lambda books: books.create_product(RemoteProduct(remote_id=""), "PVM1"),
        "Create the product in the accounting system",
    ),
    "update_product": (
        lambda books: books.update_product(RemoteProduct(remote_id="1")),
        "Change the product in the accounting system",
    ),
    "products": (lambda books: books.products(), "Type the product's id by hand"),
    "categories": (lambda books: books.categories(), "Choose the category in the accounting system"),
    "write_off": (
        lambda books: books.write_off("WH1", {"1": D(2)}, "broken", date(2026, 1, 1)),
        "Enter the write-off in the accounting system",
    ),
    "update": (lambda books: books.update(REMOTE, invoice(), Journal()), "Cancel or credit the document"),
    "attach": (lambda books: books.attach(REMOTE, invoice(), "a.pdf", b""), "Add the file to the document"),
    "warehouses": (lambda books: books.warehouses(), "Type the warehouse code by hand"),
    "vat_codes": (lambda books: books.vat_codes(), "Ask the accountant and type them by hand"),
    "series": (lambda books: books.series(), "Ask the accountant and type the series by hand"),
    "payment_types": (lambda books: books.payment_types(), "Ask the accountant and type them by hand"),
}


@pytest.mark.parametrize(("ask", "instead"), ABILITIES.values(), ids=ABILITIES)
def test_a_missing_ability_says_whose_it_is_and_what_to_do_instead(ask, instead):
    with pytest.raises(Unsupported, match=instead) as caught:
        ask(bare())  # at once, also where the answer would be a stream

    assert str(caught.value).startswith("Bare Books ")
    assert caught.value.code == "unsupported"


def test_every_optional_ability_is_looked_at_here():
    required = {
        "check",
        "submit",
        "can",
        "unsupported",
        "refuse_other_kinds",
        "priced",
        "with_rows",
        "arithmetic",
        "poll_many",
    }
    public = {name for name, member in vars(Provider).items() if callable(member) and not name.startswith("_")}

    assert public - required == set(ABILITIES)


class Working(Bare):
    """Knows what became of some documents."""

    def __init__(self, outcomes: dict[str, RemoteDocument | AccountingError]) -> None:
        super().__init__(Connection(), HttpClient(hosts=Bare.hosts))
        self.outcomes = outcomes
        self.asked: list[str] = []

    def poll(self, remote):
        self.asked.append(remote.remote_id)
        outcome = self.outcomes[remote.remote_id]
        if isinstance(outcome, AccountingError):
            raise outcome
        return outcome


A, B, C = (RemoteDocument(remote_id=name, job=name) for name in "ABC")
DONE = RemoteDocument(remote_id="done")


def test_several_documents_are_asked_for_one_by_one_and_one_delays_no_other():
    refused = Rejected("No.")
    books = Working({"A": DONE, "B": refused, "C": Unavailable("Later.")})

    results = list(books.poll_many([A, B, C]))

    assert results[:2] == [(A, DONE), (B, refused)]
    assert (results[2][0], type(results[2][1])) == (C, Unavailable)


@pytest.mark.parametrize("error", [Misconfigured("x"), Throttled("x")])
def test_what_concerns_all_ends_the_asking(error):
    books = Working({"A": DONE, "B": error, "C": DONE})
    results = books.poll_many([A, B, C])

    assert next(results) == (A, DONE)
    with pytest.raises(type(error)):
        next(results)
    assert books.asked == ["A", "B"]


def test_nothing_is_asked_of_a_system_that_does_not_work_in_the_background():
    with pytest.raises(Unsupported):
        list(bare().poll_many([A]))
    assert list(bare().poll_many([])) == []


def test_check_and_submit_are_required():
    with pytest.raises(TypeError, match="abstract"):
        Provider(Connection(), HttpClient(hosts=()))  # type: ignore[abstract]


def test_a_provider_can_what_it_declares():
    assert bare().can(Capability.NUMBERS_DOCUMENTS)
    assert not bare().can(Capability.PDF)


def test_settings_come_from_where_they_are_kept():
    books = bare(credentials={"key": "s3cret", "shop": "9"}, settings={"key": "seen by all", "other": 1})

    assert books.values == {"key": "s3cret", "shop": "1"}


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("", "https://bare.example/api"),
        ("https://bare.example/v2//", "https://bare.example/v2"),
        ("http://sim.local:8080", "http://sim.local:8080"),
    ],
)
def test_the_address_is_the_connections_or_the_providers_own(given, used):
    assert bare(base_url=given).base_url == used


@pytest.mark.parametrize("given", ["", "/", "//"])
def test_a_provider_with_hosts_needs_an_address(given):
    class WithoutAddress(Bare):
        default_base_url = ""

    with pytest.raises(Misconfigured, match="address of the accounting system is empty") as caught:
        WithoutAddress(Connection(base_url=given), HttpClient(hosts=()))

    assert caught.value.code == "setting"


def test_a_provider_without_hosts_needs_no_address():
    class Here(Bare):
        default_base_url = ""
        hosts: ClassVar[tuple[str, ...]] = ()

    assert Here(Connection(), HttpClient(hosts=())).base_url == ""
