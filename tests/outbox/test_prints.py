"""The PDF of an issued document: fetched once, kept privately."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, Unavailable
from oscar_lt_accounting.models import DocumentPdf, Integration, State, Submission
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services.pdfs import fetching
from tests.shop import Item

PDF = b"%PDF-1.4 the invoice"


def asked(submission: Submission, clock: Any) -> DocumentPdf:
    row = fetching.ask_for(submission, clock)
    assert row
    return row


def content(row: DocumentPdf) -> bytes:
    with row.file.open() as file:
        return bytes(file.read())


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "accounting-private"


@pytest.fixture
def printer(monkeypatch):
    """What the system answers when it is asked for PDFs, one answer each."""
    answers: list[object] = []
    numbers: list[str] = []

    def pdf(_provider, remote, _document):
        numbers.append(remote.number)
        answer = answers.pop(0) if answers else PDF
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Memory, "pdf", pdf)
    return answers, numbers


@pytest.fixture
def issued(shop, connect, outbox):
    connect()
    shop.place([Item("10.00")])
    outbox.run(after=60)
    row = Submission.objects.get()
    assert row.state == State.ISSUED
    return row


def test_it_is_fetched_once_and_kept(issued, printer, outbox, clock, private_folder):
    assert not asked(issued, clock).file
    assert printer[1] == [], "asking is not fetching"
    outbox.run()
    row = DocumentPdf.objects.get()
    assert content(row) == PDF
    assert private_folder in Path(row.file.path).parents
    with pytest.raises(ValueError, match="no address"):
        row.file.url  # noqa: B018
    fetching.ask_for(issued, clock)
    outbox.run(after=100_000)
    assert len(printer[1]) == 1


def test_nobody_asks_for_what_nobody_wanted(issued, printer, outbox):
    outbox.run(after=100_000)
    assert printer[1] == []


def test_a_document_that_is_not_issued_has_no_print(issued, clock):
    Submission.objects.update(state=State.HELD)
    issued.refresh_from_db()
    assert fetching.ask_for(issued, clock) is None
    assert not DocumentPdf.objects.exists()


@pytest.mark.parametrize(
    "error",
    [
        Unavailable("No answer."),
        Unavailable("Wait a bit.", retry_after=90),
        Rejected("No PDF yet.", code="no_pdf"),
        Misconfigured("The key is rejected."),
    ],
)
def test_what_passes_is_tried_again(issued, printer, outbox, clock, error):
    printer[0].append(error)
    fetching.ask_for(issued, clock)
    outbox.run()
    row = DocumentPdf.objects.get()
    assert (row.file.name, row.tries, row.problem_code) == ("", 1, error.code)
    assert row.not_before > clock.now()
    outbox.run(after=3600)
    row.refresh_from_db()
    assert (content(row), row.problem_code) == (PDF, "")


def test_it_is_given_up_after_some_tries_and_may_be_asked_for_again(issued, printer, outbox, clock):
    printer[0].extend([Unavailable("No answer.")] * fetching.MOST_TRIES)
    fetching.ask_for(issued, clock)
    for _ in range(fetching.MOST_TRIES + 3):
        outbox.run(after=4000)
    row = DocumentPdf.objects.get()
    assert (len(printer[1]), row.not_before, row.file.name) == (fetching.MOST_TRIES, None, "")
    fetching.ask_again(issued, clock)
    outbox.run()
    assert content(DocumentPdf.objects.get()) == PDF


@pytest.mark.parametrize("answer", [Rejected("Never."), b"<html>no</html>"])
def test_what_does_not_pass_is_said_and_not_asked_again(issued, printer, outbox, clock, answer):
    printer[0].append(answer)
    fetching.ask_for(issued, clock)
    outbox.run()
    outbox.run(after=100_000)
    row = DocumentPdf.objects.get()
    assert (len(printer[1]), row.file.name, row.not_before) == (1, "", None)
    assert row.problem_text


def test_a_system_without_prints_says_what_to_do(issued, outbox, clock):
    fetching.ask_for(issued, clock)
    outbox.run()
    assert "Print the document in the accounting system" in DocumentPdf.objects.get().problem_text


def test_a_second_worker_leaves_the_first_ones_file(issued, clock, private_folder):
    row = asked(issued, clock)
    row.keep(PDF)
    row.keep(b"%PDF-1.4 another")
    row.refresh_from_db()
    assert content(row) == PDF
    assert len(list(private_folder.rglob("*.pdf"))) == 1


def test_one_of_two_workers_takes_it(issued, clock):
    row = asked(issued, clock)
    same = DocumentPdf.objects.get()
    until = clock.now().replace(hour=23)
    assert row.take(until=until)
    assert not same.take(until=until)


@pytest.mark.parametrize("state", ["blocked", "resting"])
def test_an_integration_that_waits_is_not_asked(issued, printer, outbox, clock, state):
    fetching.ask_for(issued, clock)
    later = clock.now().replace(hour=23)
    Integration.objects.update(**({"is_blocked": True} if state == "blocked" else {"resting_until": later}))
    outbox.run()
    assert printer[1] == []


def test_another_storage_can_be_named(issued, settings, tmp_path, clock):
    folder = tmp_path / "elsewhere"
    settings.STORAGES = {
        **settings.STORAGES,
        "papers": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}},
    }
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "PRIVATE_STORAGE": "papers"}
    from oscar_lt_accounting.models.storage import private_storage

    assert private_storage().path("a.pdf") == str(folder / "a.pdf")
