"""The PDF's page and who may open it."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import DocumentPdf, State
from oscar_lt_accounting.models.problems import problem_columns
from oscar_lt_accounting.services.pdfs import fetching
from tests.dashboard.steps import page

PDF = b"%PDF-1.4 the invoice"


def kept(row):
    asked = fetching.ask_for(row)
    assert asked
    asked.keep(PDF)


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


def test_a_kept_pdf_is_handed_out(keeper, make):
    row = make(State.ISSUED, remote_number="VIL 00012/ą")
    kept(row)
    answer = keeper.get(page("print", pk=row.pk))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline")


def test_the_first_visit_asks_for_it_and_says_so(keeper, make):
    row = make(State.ISSUED)
    answer = keeper.get(page("print", pk=row.pk))
    assert answer.status_code == 202
    assert b'http-equiv="refresh"' in answer.content
    assert "The PDF is being fetched from Memory." in answer.content.decode()
    assert DocumentPdf.objects.get().not_before is not None


@pytest.mark.parametrize("state", [State.PENDING, State.HELD, State.UNCERTAIN, State.REJECTED, State.CANCELLED])
def test_a_document_that_is_not_issued_has_a_clear_page(keeper, make, state):
    answer = keeper.get(page("print", pk=make(state).pk))
    assert answer.status_code == 200
    assert "There is no PDF yet" in answer.content.decode()
    assert b"refresh" not in answer.content
    assert not DocumentPdf.objects.exists()


def test_what_could_not_be_had_is_said_and_asked_for_by_a_button(keeper, make):
    row = make(State.ISSUED)
    problem = problem_columns(Problem(code="no_pdf", message="No PDF of it."))
    DocumentPdf.objects.create(submission=row, asked_at=row.created_at, tries=8, **problem)
    answer = keeper.get(page("print", pk=row.pk))
    assert answer.status_code == 200
    assert "No PDF of it." in answer.content.decode()
    assert DocumentPdf.objects.get().not_before is None, "looking is not asking"
    answer = keeper.post(page("print", pk=row.pk), follow=True)
    assert answer.status_code == 202
    assert DocumentPdf.objects.get().not_before is not None


@pytest.mark.parametrize(
    ("who", "status"), [("", 302), ("customer", 403), ("clerk", 202), ("boss", 202), ("seller", 202), ("helper", 403)]
)
def test_who_may_open_it(visit, make, who, status):
    assert visit(who).get(page("print", pk=make(State.ISSUED).pk)).status_code == status


def test_other_warehouses_prints_are_not_found(visit, make):
    row = make(State.ISSUED)
    kept(row)
    assert visit("other seller").get(page("print", pk=row.pk)).status_code == 404
    assert visit("other seller").post(page("print", pk=row.pk)).status_code == 404


def test_the_documents_page_leads_there(keeper, make):
    issued, held = make(State.ISSUED), make(State.HELD)
    assert page("print", pk=issued.pk) in keeper.get(page("detail", pk=issued.pk)).content.decode()
    assert page("print", pk=held.pk) not in keeper.get(page("detail", pk=held.pk)).content.decode()
