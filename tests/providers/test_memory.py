"""An accounting system in memory: the shortest provider, and the faults a remote system can have."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, Unavailable, Uncertain, Unsupported
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.providers.base import Absent, Capability, Connection, Found, HttpClient, Journal
from oscar_lt_accounting.providers.memory import books as memory
from oscar_lt_accounting.providers.memory.books import Fault
from oscar_lt_accounting.providers.memory.provider import Memory
from tests.clock import FakeClock
from tests.domain.makers import D, invoice


@pytest.fixture(autouse=True)
def _empty_shelves():
    memory.forget_all()
    yield
    memory.forget_all()


def provider(behaves_as="", *, http=None, **settings):
    return Memory(Connection(settings={"behaves_as": behaves_as, **settings}), http or HttpClient(hosts=()))


def test_a_document_is_entered_under_the_next_number():
    books = provider()

    first = books.submit(invoice(reference="a"), Journal())
    second = books.submit(invoice(reference="b"), Journal())

    assert (first.remote_id, first.number, first.reference) == ("1", "M00001", "a")
    assert (second.remote_id, second.number, second.reference) == ("2", "M00002", "b")
    assert first.differences(invoice()) == ()
    assert books.books.total() == D("24.20")
    assert books.http.wrote


def test_a_document_with_a_number_keeps_it():
    assert provider().submit(invoice(series="ESH", number="007"), Journal()).number == "ESH007"


@pytest.mark.parametrize(("behaves_as", "entered"), [("a", 1), ("b", 2), ("c", 2), ("", 2)])
def test_only_class_a_refuses_what_it_already_has(behaves_as, entered):
    books = provider(behaves_as)

    first = books.submit(invoice(), Journal())
    again = books.submit(invoice(), Journal())

    assert len(books.books.documents) == entered
    assert (again.remote_id == first.remote_id) == (entered == 1)
    assert (again.number == first.number) == (entered == 1)


@pytest.mark.parametrize("behaves_as", ["a", "b"])
def test_classes_a_and_b_can_be_asked(behaves_as):
    books = provider(behaves_as)
    assert books.find(invoice(), Journal()) == Absent()

    entered = books.submit(invoice(series="ESH", number="1"), Journal())
    found = books.find(invoice(), Journal())

    assert isinstance(found, Found)
    assert (found.document.remote_id, found.document.number) == (entered.remote_id, "ESH1")
    assert found.document.buyer_name == "Ąžuolas Žąsis"
    assert found.document.differences(invoice()) == ()
    assert books.find(invoice(reference="another"), Journal()) == Absent()


@pytest.mark.parametrize("behaves_as", ["c", ""])
def test_class_c_cannot_be_asked(behaves_as):
    with pytest.raises(Unsupported, match="Memory cannot be asked"):
        provider(behaves_as).find(invoice(), Journal())


@pytest.mark.parametrize(
    ("behaves_as", "refuses", "finds"), [("a", True, True), ("b", False, True), ("c", False, False)]
)
def test_the_class_decides_what_it_can(behaves_as, refuses, finds):
    books = provider(behaves_as)

    assert books.can(Capability.REFUSES_DUPLICATES) == refuses
    assert books.can(Capability.FINDS_DOCUMENTS) == finds
    assert books.can(Capability.STOCK)
    assert not books.can(Capability.PDF)


def test_a_fault_before_writing_leaves_nothing():
    books = provider("b")
    books.books.faults.append(Fault(Unavailable("Down.")))

    with pytest.raises(Unavailable):
        books.submit(invoice(), Journal())

    assert books.find(invoice(), Journal()) == Absent()
    assert not books.http.wrote


def test_a_fault_after_writing_leaves_the_document():
    books = provider("b")
    books.books.faults.append(Fault(Uncertain("Lost."), after_writing=True))

    with pytest.raises(Uncertain):
        books.submit(invoice(), Journal())

    assert isinstance(books.find(invoice(), Journal()), Found)
    assert books.http.wrote


def test_faults_are_taken_one_per_call():
    books = provider()
    books.books.faults += [Fault(Rejected("No.")), Fault(Unavailable("Later."))]

    with pytest.raises(Rejected):
        books.submit(invoice(), Journal())
    with pytest.raises(Unavailable):
        books.submit(invoice(), Journal())
    assert books.submit(invoice(), Journal()).remote_id == "1"


def test_nothing_is_entered_too_late():
    clock = FakeClock()
    http = HttpClient(hosts=(), monotonic=clock.monotonic)
    http.starts_before = clock.monotonic()
    books = provider(http=http)

    with pytest.raises(Unavailable) as caught:
        books.submit(invoice(), Journal())

    assert caught.value.code == "too_late"
    assert books.books.documents == {}
    assert not http.wrote


def test_books_of_different_names_are_different():
    provider(books="one").submit(invoice(), Journal())

    assert len(provider(books="one").books.documents) == 1
    assert provider(books="two").books.documents == {}


def test_the_shelf_tells_its_stock():
    books = provider()
    mug = StockLevel(product=RemoteProduct(remote_id="1", code="MUG"), available=D(3))
    cup = StockLevel(product=RemoteProduct(remote_id="2"), available=None)
    for level in (mug, cup):
        books.books.set_stock("WH1", level)

    assert list(books.stock_levels("WH1")) == [mug, cup]
    assert list(books.stock_levels("WH2")) == []
    assert list(books.stock_of("WH1", ["2", "9"])) == [cup]
    assert list(books.stock_of("WH2", ["1"])) == []


def test_memory_is_always_there():
    (result,) = provider().check()

    assert (result.title, result.ok) == ("Connection", True)


def test_an_unknown_class_is_refused():
    with pytest.raises(Misconfigured):
        provider("d")


def test_class_a_gives_back_what_it_has():
    books = provider("a")
    books.submit(invoice(), Journal())

    again = books.submit(invoice(), Journal())

    assert isinstance(again, RemoteDocument)
    assert again.total == D("12.10")
