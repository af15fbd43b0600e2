"""Links as a file: out, and in after a preview."""

from __future__ import annotations

import io
import os
import time

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from oscar_lt_accounting.models import LinkChange, ProductLink
from tests.dashboard.links.conftest import page_url
from tests.dashboard.steps import said


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "accounting-private" / "link-imports"


@pytest.fixture
def hand_in(linker, warehouse):
    def _hand_in(text, name="links.csv", **values):
        file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
        return linker.post(page_url("link-import"), {"file": file, "warehouse": warehouse.pk, **values})

    return _hand_in


def test_a_file_is_shown_first_and_imported_when_confirmed(hand_in, linker, record, people, private_folder):
    record("A")
    response = hand_in("sku;remote_id\nA;77\nB;78\n")
    text = response.content.decode()
    assert "Nothing was changed yet." in text
    assert (response.context["report"].new, response.context["effect"]) == (1, 1)
    assert "The shop has no product “B”" in text
    assert not ProductLink.objects.exists()
    token = response.context["upload"].token
    for words in ("1 new links, 0 changed, 0 removed, 0 as before, 1 rows left out", "imported already"):
        assert words in said(linker.post(page_url("link-import"), {"token": token}, follow=True))
    assert ProductLink.objects.get().remote_id == "77"
    change = LinkChange.objects.get()
    assert (change.how, change.actor) == ("file", people["clerk"])
    assert not list(private_folder.iterdir())


def test_the_file_says_the_warehouse_where_none_is_chosen(hand_in, record, warehouse):
    record("A")
    assert hand_in(f"warehouse;sku;remote_id\n{warehouse.name};A;77\n", warehouse="").context["report"].new == 1


def test_a_file_without_an_effect_cannot_be_confirmed(hand_in, record):
    record("A")
    response = hand_in("sku;remote_id\nA;\n")
    assert 'name="token"' not in response.content.decode()
    assert "There is nothing to import." in response.content.decode()


def test_unlinking_by_file_has_to_be_allowed(hand_in, record, linked):
    linked(record("A"), "77")
    assert hand_in("sku;remote_id\nA;\n").context["report"].emptied == 1
    assert hand_in("sku;remote_id\nA;\n", allow_unlink="on").context["report"].removed == 1


def test_all_errors_can_be_taken_along_and_no_more_than_some_are_shown(hand_in, linker, monkeypatch):
    monkeypatch.setattr("oscar_lt_accounting.dashboard.links.import_export.SHOWN", 2)
    response = hand_in("sku;remote_id\n=A;1\nB;2\nC;3\n")
    assert len(response.context["errors"]) == 2
    assert "Only the first 2 errors are shown." in response.content.decode()
    file = linker.post(page_url("link-import-errors"), {"token": response.context["upload"].token})
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "row;SKU;what is wrong"
    assert len(lines) == 4
    assert lines[1].startswith("2;'=A;")
    assert "attachment" in file["Content-Disposition"]


def test_another_persons_file_and_a_forged_token_are_nothing(hand_in, linker, visit, record):
    record("A")
    token = hand_in("sku;remote_id\nA;77\n").context["upload"].token
    for client, given in ((visit("boss"), token), (linker, token + "x"), (linker, "")):
        assert "Nothing was done" in said(client.post(page_url("link-import"), {"token": given}, follow=True))
        again = client.post(page_url("link-import-errors"), {"token": given}, follow=True)
        assert "The file is not here any more." in said(again)
    assert not ProductLink.objects.exists()


def test_a_warehouse_that_went_out_of_use_meanwhile_imports_nothing(hand_in, linker, record, warehouse):
    record("A")
    token = hand_in("sku;remote_id\nA;77\n").context["upload"].token
    type(warehouse).objects.update(is_active=False)
    assert "Nothing was done" in said(linker.post(page_url("link-import"), {"token": token}, follow=True))


@pytest.mark.parametrize(("name", "sentence"), [("links.pdf", "must be CSV or XLSX"), ("links", "must be CSV or XLSX")])
def test_other_files_are_refused(hand_in, name, sentence):
    response = hand_in("x", name)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_file_that_is_too_large_is_refused(hand_in, monkeypatch):
    monkeypatch.setattr("oscar_lt_accounting.dashboard.links.import_export.LARGEST", 5)
    assert "larger than" in hand_in("sku;remote_id").content.decode()


def test_a_broken_file_is_said_in_a_sentence(hand_in):
    response = hand_in(b"PK nonsense", "links.xlsx")
    assert response.status_code == 200
    assert "no XLSX workbook" in response.content.decode()


def test_no_file_at_all(linker, warehouse):
    assert linker.post(page_url("link-import"), {}).status_code == 422


def test_files_that_were_never_imported_are_thrown_away(hand_in, record, private_folder):
    hand_in("sku;remote_id\n")
    assert len(list(private_folder.iterdir())) == 1
    old = time.time() - 2 * 24 * 3600
    for path in private_folder.iterdir():
        os.utime(path, (old, old))
    hand_in("sku;remote_id\n")
    assert len(list(private_folder.iterdir())) == 1


@pytest.mark.parametrize("every", [True, False])
def test_the_export_has_every_product(linker, record, linked, warehouse, every):
    linked(record("A"), "77")
    record("B")
    query = {} if every else {"warehouse": warehouse.pk}
    text = linker.get(page_url("link-export"), query).content.decode("utf-8-sig")
    assert [line.split(";")[1] for line in text.splitlines()] == ["sku", "A", "B"]
    book = openpyxl.load_workbook(io.BytesIO(linker.get(page_url("link-export"), {**query, "format": "xlsx"}).content))
    assert book.active.max_row == 3
    assert linker.get(page_url("link-export"), {"warehouse": "x"}).status_code == 404
