"""A provider of another package: added by an entry point that pip installed, and held to the same contract."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.register_assert_rewrite("oscar_lt_accounting.testing.contract")

from oscar_lt_accounting.domain.documents import Proforma  # noqa: E402 - assertions are rewritten first
from oscar_lt_accounting.domain.errors import (  # noqa: E402
    Held,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    Unsupported,
)
from oscar_lt_accounting.providers import provider_class, providers  # noqa: E402
from oscar_lt_accounting.providers.base import Absent, Connection, Found, HttpClient, Inconclusive, Journal  # noqa: E402
from oscar_lt_accounting.testing import samples  # noqa: E402
from oscar_lt_accounting.testing.contract import MISHAPS, ProviderContract  # noqa: E402
from oscar_lt_accounting.testing.journeys import Journey, MovingClock  # noqa: E402
from plainbooks.client import PlainBooksClient  # noqa: E402
from plainbooks.provider import PlainBooks  # noqa: E402
from plainbooks.simulated_setup import PlainBooksSetup  # noqa: E402
from plainbooks.simulator import KEY, PlainBooksSimulator  # noqa: E402
from plainbooks.simulator import MISHAPS as PLAYED  # noqa: E402

PACKAGE = Path(__file__).resolve().parent.parent / "example_provider"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that pip installed the package into."""
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
    command += ["--no-deps", "--no-build-isolation", "--no-compile", "--target", str(target), str(PACKAGE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.fixture
def installed(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The package as pip put it there; nothing of it is loaded yet."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "plainbooks"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(site))
    providers.cache_clear()
    yield site
    for name in [name for name in sys.modules if name.partition(".")[0] == "plainbooks"]:
        del sys.modules[name]
    providers.cache_clear()


@pytest.fixture
def books() -> Iterator[PlainBooksSimulator]:
    with PlainBooksSimulator() as simulator:
        yield simulator


def connected(base_url: str = "", key: str = KEY, **settings: Any) -> PlainBooks:
    connection = Connection(base_url=base_url, credentials={"key": key}, settings=settings)
    return PlainBooks(connection, HttpClient(hosts=PlainBooks.hosts, trusted=["127.0.0.1"]))


DOCUMENT = replace(samples.invoice(), warehouse="1")


class TestPlainBooks(ProviderContract):
    @pytest.fixture
    def setup(self, installed: Path) -> Iterator[PlainBooksSetup]:
        with PlainBooksSimulator() as simulator:
            yield PlainBooksSetup(simulator)

    @pytest.fixture
    def expected(self) -> Callable[[str, str], None]:
        """Only what looks like a wrong key or a wrong address stops the integration."""

        def _expected(mishap: str, ending: str) -> None:
            stopped = mishap in ("bot protection", "redirected")
            once = ("issued once", "does not happen") if mishap.startswith("worker") else ("issued once",)
            assert ending in (("issued once, after somebody checked the integration",) if stopped else once)

        return _expected


def test_it_is_not_there_before_it_is_installed() -> None:
    providers.cache_clear()
    with pytest.raises(Misconfigured, match="“plainbooks” is not installed"):
        provider_class("plainbooks")


@pytest.mark.django_db(transaction=True)
def test_an_installed_package_delivers(installed: Path, books: PlainBooksSimulator, settings: Any) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ALLOWED_HOSTS_EXTRA": ["127.0.0.1"]}
    journey = Journey(PlainBooksSetup(books), samples.invoice(), MovingClock())

    module = sys.modules[provider_class("plainbooks").__module__]
    assert module.__file__ == str(installed / "plainbooks" / "provider.py")
    assert journey.integration.provider_name == "Plain Books"
    assert journey.go() == "issued once"
    assert journey.row.remote_number == "PB-00001"
    assert books.documents[0]["reference"] == journey.document.reference


def test_its_simulator_plays_every_mishap() -> None:
    assert {mishap.kind for mishap in MISHAPS} == set(PLAYED)


def test_what_was_sent_is_found(books: PlainBooksSimulator) -> None:
    plain = connected(books.url)

    assert plain.find(DOCUMENT, Journal()) == Absent()
    made = plain.submit(DOCUMENT, Journal())

    assert made.differences(DOCUMENT) == ()
    assert plain.find(DOCUMENT, Journal()) == Found(document=made)
    assert list(plain.recorded(DOCUMENT.day, DOCUMENT.day)) == [made]


def test_two_of_one_reference_are_a_persons_matter(books: PlainBooksSimulator) -> None:
    plain = connected(books.url)
    for _ in range(2):
        plain.submit(DOCUMENT, Journal())

    finding = plain.find(DOCUMENT, Journal())

    assert isinstance(finding, Inconclusive)
    assert finding.problem
    assert "several documents with the shop reference shop-100001-wh-invoice: PB-00001, PB-00002" in str(
        finding.problem
    )


def test_what_plain_books_does_not_take_is_refused_with_its_words(books: PlainBooksSimulator) -> None:
    with pytest.raises(Rejected, match="Plain Books rejected the document: Unknown warehouse"):
        connected(books.url).submit(replace(DOCUMENT, warehouse="9"), Journal())


def test_a_row_without_a_rate_is_held_and_nothing_is_sent(books: PlainBooksSimulator) -> None:
    line = replace(DOCUMENT.lines[0], rate=None)

    with pytest.raises(Held, match="“Kolonele” has none"):
        connected(books.url).submit(replace(DOCUMENT, lines=(line,)), Journal())

    assert books.calls == 0


def test_other_kinds_are_refused_before_anything_is_sent() -> None:
    with pytest.raises(Unsupported, match="creates no documents of this kind"):
        connected().submit(Proforma(**vars(DOCUMENT)), Journal())


STRANGE = {"documents": [{"id": 1}]}


@pytest.mark.parametrize("answer", [STRANGE, {"documents": None}, {}])
def test_an_answer_in_another_form_proves_no_absence(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    monkeypatch.setattr(PlainBooksClient, "get", lambda *_, **_options: answer)

    with pytest.raises(Unavailable, match="cannot be understood"):
        connected().find(DOCUMENT, Journal())
    with pytest.raises(Unavailable, match="cannot be understood"):
        connected().warehouses()


def test_the_documents_of_others_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PlainBooks, "_documents", lambda *_: [{"id": 7, "reference": "another"}])

    assert connected().find(DOCUMENT, Journal()) == Inconclusive(reason="other documents were returned")


MADE = {"number": "PB-00001", "reference": "r", "total": "1", "vat": "0", "date": "", "buyer": "", "currency": "EUR"}


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [({"ok": True}, "cannot be understood"), ({"id": None, **MADE}, "returned no usable id"), (None, "understood")],
)
def test_an_answer_without_a_document_leaves_it_in_doubt(
    monkeypatch: pytest.MonkeyPatch, answer: Any, sentence: str
) -> None:
    monkeypatch.setattr(PlainBooksClient, "post", lambda *_, **_options: answer)

    with pytest.raises(Uncertain, match=sentence):
        connected().submit(DOCUMENT, Journal())


NEXT_STEPS = {"throttled": Throttled, "html": Uncertain, "challenge": Misconfigured, "cut": Uncertain}


@pytest.mark.parametrize(("kind", "error"), NEXT_STEPS.items())
def test_a_mishap_is_named_by_the_next_step(books: PlainBooksSimulator, kind: str, error: Any) -> None:
    books.fail(kind, after=0)

    with pytest.raises(error):
        connected(books.url).submit(DOCUMENT, Journal())


@pytest.mark.parametrize("target", ["/documents", "/documents?from=2026-11-01", "/elsewhere"])
def test_the_simulator_is_strict(books: PlainBooksSimulator, target: str) -> None:
    assert books.answer("GET", target, KEY, b"").status in (404, 422)
    assert books.answer("POST", "/documents", KEY, b'{"reference": "1"}').status == 422
