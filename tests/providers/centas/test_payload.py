"""Our words in Centas' fields (centas.md §6, §8, §9)."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.documents import Address, Buyer, LineKind, Payment, Proforma
from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.domain.money import round_cents
from oscar_lt_accounting.domain.sums import Item, gross_first
from oscar_lt_accounting.providers.base import Connection, HttpClient
from oscar_lt_accounting.providers.centas import payload
from oscar_lt_accounting.providers.centas.provider import Centas
from oscar_lt_accounting.providers.kit.xml_records import read_records, write_record
from tests.domain.makers import COMPANY, D, document, invoice, row

CENTAS = Centas(Connection(credentials={"token": "x"}), HttpClient(hosts=()))


def rules(shipping="PRISTATYMAS", surcharge="PRISTATYMAS", **changes):
    services = {LineKind.SHIPPING: shipping, LineKind.SURCHARGE: surcharge}
    return payload.Rules(services=services, bank_account="LT121000011101001000", **changes)


RULES = rules()


def document_of(wanted, own=RULES):
    """What is sent of a document that was priced, as the outbox does it."""
    return payload.document(CENTAS.priced(wanted), own)


def order_of(wanted, own=RULES):
    """What is sent of a priced proforma."""
    return payload.order(CENTAS.priced(wanted), own)


def linked(*args, **changes):
    return row(*args, **{"remote_code": "C001", **changes})


def rows_of(fields):
    return json.loads(fields["rows"])


def test_the_vector_of_the_reference():
    """TV-C1."""
    buyer = Buyer(
        name="UAB Klientas", is_company=True, company_code="302345678", vat_code="LT100003456789",
        address=Address(country="LT"),
    )  # fmt: skip
    line = linked("100.00", "21.00", title="Žibintas", quantity=D(2))
    sent = document_of(
        invoice(line, buyer=buyer, day=date(2024, 4, 20), due_day=date(2024, 5, 4), series="WEB-", number="100045"),
        RULES,
    )
    expected = {
        "data": "2024.04.20", "apmok_iki": "2024.05.04", "dok_num": "WEB-100045", "pirkejas": "UAB Klientas",
        "im_kodas": "302345678", "pvm_kodas": "LT100003456789", "salis_kodas": "LT", "estipas": "0",
        "uzsaknr": "100045", "bepvm_suma": "100.00", "pvm_suma": "21.00", "dok_suma": "121.00",
    }  # fmt: skip
    more = {"oper_apras": "shop1:100045:1:inv"}
    assert {name: value for name, value in sent.items() if name != "rows"} == {**expected, **more}
    assert rows_of(sent) == [
        {"kodas": "C001", "pavadinimas": "Žibintas", "matovnt": "vnt.", "kiekis": "2", "kaina": "50.00",
         "pvmtar": "21", "Mok_kodas": "PVM1"}
    ]  # fmt: skip


def test_the_sample_of_the_seed():
    lines = (
        linked("2100.00", "441.00", title="Kompiuteris", quantity=D(2), remote_code="11222"),
        linked("500.00", "105.00", title="Telefonas", quantity=D(5), remote_code="11223"),
    )
    sent = document_of(invoice(*lines), RULES)
    assert (sent["bepvm_suma"], sent["pvm_suma"], sent["dok_suma"]) == ("2600.00", "546.00", "3146.00")
    assert [(line["kodas"], line["kiekis"], line["kaina"]) for line in rows_of(sent)] == [
        ("11222", "2", "1050.00"),
        ("11223", "5", "100.00"),
    ]


def test_centas_takes_a_number_of_its_own_with_a_stable_transaction():
    sent = document_of(invoice(linked()), RULES)
    assert (sent["dok_num"], sent["trans_id"]) == ("auto", "shop1:100045:1:inv")


def test_a_series_without_a_number_is_no_number():
    sent = document_of(invoice(linked(), series="ESH"), RULES)
    assert (sent["dok_num"], sent["trans_id"]) == ("auto", "shop1:100045:1:inv")


def test_a_buyer_without_a_name_is_held():
    for make in (document_of, order_of):
        with pytest.raises(Held, match="the order has none: name") as refused:
            make(invoice(linked(), buyer=Buyer(name="")), RULES)
        assert refused.value.code == "buyer_incomplete"


@pytest.mark.parametrize(
    ("country", "postcode", "kind"),
    [("LT", "", "0"), ("", "", "0"), ("LV", "LV-1010", "1"), ("US", "10001", "2"), ("ES", "35001", "2")],
)
def test_where_the_buyer_is(country, postcode, kind):
    buyer = Buyer(name="X", address=Address(country=country, postcode=postcode))
    assert document_of(invoice(linked(), buyer=buyer), RULES)["estipas"] == kind


@pytest.mark.parametrize(
    ("form", "day"), [("%Y.%m.%d", "2026.01.15"), ("%Y-%m-%d", "2026-01-15"), ("%d.%m.%Y", "15.01.2026")]
)
def test_days_in_the_form_that_is_set(form, day):
    assert document_of(invoice(linked()), payload.Rules(date_format=form))["data"] == day


def test_other_money_than_euros_is_held():
    for make in (document_of, order_of):
        with pytest.raises(Held, match="only EUR") as refused:
            make(invoice(linked(), currency="USD"), RULES)
        assert refused.value.code == "currency"


@pytest.mark.parametrize(
    ("net", "quantity", "price"),
    [("10.00", "3", "3.333"), ("1.00", "7", "0.143"), ("0.82", "1", "0.82"), ("100.00", "30", "3.3333")],
)
def test_a_price_has_the_decimals_it_takes(net, quantity, price):
    line = linked(net, "0.00", quantity=D(quantity), rate=D(0), vat_code="PVM12")
    (sent,) = rows_of(document_of(invoice(line), RULES))
    assert sent["kaina"] == price


def test_a_price_that_no_six_decimals_give_is_held():
    line = linked("0.01", "0.00", quantity=D("99999999"), rate=D(0))
    with pytest.raises(Held, match="no unit price") as refused:
        document_of(invoice(line), RULES)
    assert refused.value.code == "unit_price"


def test_a_quantity_of_more_than_four_decimals_is_held():
    with pytest.raises(Held, match="to 4 decimals") as refused:
        document_of(invoice(linked(units=D("0.00001"))), RULES)
    assert refused.value.code == "quantity"


def test_sums_that_centas_would_see_as_others_are_held():
    with pytest.raises(Held, match=r"at 21 % it makes 2\.10 of this document's 2\.13") as refused:
        document_of(invoice(linked("10.00", "2.13")), RULES)
    assert refused.value.code == "sums_differ"
    document_of(invoice(linked("10.00", "2.11")), RULES)
    with pytest.raises(Held, match=r"it makes 4\.20 of"):
        document_of(invoice(linked("10.00", "2.11"), linked("10.00", "2.11")), RULES)


@given(
    grosses=st.lists(st.integers(1, 10**7), min_size=1, max_size=30),
    rates=st.lists(st.sampled_from([D(0), D(5), D(9), D(12), D(21)]), min_size=30, max_size=30),
    quantity=st.integers(1, 200),
)
def test_whatever_the_shop_sums_can_be_sent(grosses, rates, quantity):
    """Prices times quantities give our net to the cent, and the sums add up."""
    items = [Item(("x", rate), D(cents) / 100, D(0)) for cents, rate in zip(grosses, rates, strict=False)]
    lines = [
        linked(str(sums.net), str(sums.vat), rate=item.group[1], vat_code="x", quantity=D(quantity))
        for item, sums in zip(items, gross_first(items), strict=True)
    ]
    sent = document_of(invoice(*lines), RULES)
    made = sum(round_cents(D(line["kaina"]) * D(line["kiekis"])) for line in rows_of(sent))
    assert made == D(sent["bepvm_suma"])
    assert D(sent["dok_suma"]) == made + D(sent["pvm_suma"]) == D(sum(grosses)) / 100


@pytest.mark.parametrize(("quantity", "sent"), [("10", "10"), ("2.50", "2.5"), ("0.0001", "0.0001"), ("1E+3", "1000")])
def test_quantities_are_written_out(quantity, sent):
    (line,) = rows_of(document_of(invoice(linked("1000.00", "210.00", quantity=D(quantity))), RULES))
    assert line["kiekis"] == sent


def test_a_sum_that_no_price_gives_goes_as_two_rows():
    sent = document_of(invoice(linked("3003.17", "0.00", quantity=D(300001), rate=D(0), vat_code="PVM12")))
    made = [(D(one["kaina"]), D(one["kiekis"])) for one in rows_of(sent)]
    assert len(made) == 2
    assert sum(quantity for _price, quantity in made) == 300001
    assert sum(round_cents(price * quantity) for price, quantity in made) == D("3003.17")


def test_what_centas_has_no_row_for_does_not_count_as_deducted():
    priced = CENTAS.priced(invoice(linked("0.00", "0.00"), linked()))
    assert priced.not_deducted == (0,)
    assert [one.line for one in priced.rows or ()] == [1]


def test_a_document_of_nothing_is_held():
    with pytest.raises(Held) as refused:
        document_of(invoice(linked("0.00", "0.00")))
    assert refused.value.code == "nothing_to_send"


def test_goods_without_a_code_are_held_and_services_have_theirs():
    with pytest.raises(Held, match="Centas needs a product for “Puodelis”") as refused:
        document_of(invoice(row()), RULES)
    assert refused.value.code == "no_link"
    delivery, fee = row(kind=LineKind.SHIPPING, title="Kurjeris"), row(kind=LineKind.SURCHARGE, title="Mokestis")
    sent = rows_of(document_of(invoice(delivery, fee), RULES))
    assert [line["kodas"] for line in sent] == ["PRISTATYMAS", "PRISTATYMAS"]
    own = rules("P", "M")
    assert [line["kodas"] for line in rows_of(document_of(invoice(delivery, fee), own))] == ["P", "M"]


def test_rows_of_nothing_are_left_out_and_a_row_without_a_rate_has_none():
    free = linked("0.00", "0.00")
    abroad = linked("10.00", "0.00", rate=None, vat_code="")
    (sent,) = rows_of(document_of(invoice(free, abroad), RULES))
    assert sent["pvmtar"] == "0"
    assert "Mok_kodas" not in sent


def test_a_proforma_becomes_an_order():
    proforma = document(Proforma, linked(), buyer=COMPANY, due_day=date(2026, 1, 30), warehouse="1", notes=("Ačiū",))
    sent = order_of(proforma, RULES)
    assert (sent["uzsak_num"], sent["uzsak_suma"], sent["sandelis"]) == ("100045", "12.10", "1")
    assert sent["apmok_data"] == "2026.01.30"
    assert sent["uzsakovas_pastaba"] == "Ačiū. shop1:100045:1:inv"
    assert [rows_of(sent)[0][name] for name in ("pvm_tar", "pvmtar", "t_kodas")] == ["21", "21", ""]
    assert "sandelis" not in order_of(proforma, payload.Rules(warehouse_in_orders=False))
    assert "apmok_data" not in order_of(document(Proforma, linked()), RULES)


def test_a_payment_names_the_invoice_in_its_details():
    paid = Payment(method="card", amount=D("12.10"), reference="T-7", day=date(2026, 1, 16))
    sent = payload.payment(invoice(linked(), buyer=COMPANY, series="ESH", number="7"), paid, RULES)
    assert sent == {
        "PaymentType": "BankDeb", "Date": "2026.01.16", "Amount": "12.10", "DocNr": "T-7",
        "RefNr": "shop1:100045:1:inv-card-T-7", "Details": "ESH7 shop1:100045:1:inv", "RecName": "UAB Klientas",
        "RecId": "305136936", "ToAccountNumber": "LT121000011101001000",
    }  # fmt: skip


def test_a_payment_without_an_account_is_held_and_a_mapped_account_wins():
    paid = Payment(method="card", amount=D("12.10"))
    with pytest.raises(Held, match="bank account") as refused:
        payload.payment(invoice(linked()), paid, payload.Rules())
    assert refused.value.code == "setting"
    mapped = Payment(method="card", amount=D("12.10"), remote_code="LT99")
    sent = payload.payment(invoice(linked()), mapped, RULES)
    assert (sent["ToAccountNumber"], sent["Date"]) == ("LT99", "2026.01.15")
    assert sent["DocNr"] == sent["RefNr"] == "shop1:100045:1:inv-card-12.10-2026-01-15"
    assert payload.payment(invoice(linked()), mapped, payload.Rules(payment_type="Cash"))["PaymentType"] == "Cash"


def test_payments_without_a_reference_are_told_apart():
    keys = {
        payload.payment_key(invoice(linked()), Payment(method="card", amount=D(amount), day=day))
        for amount in ("1.00", "2.00")
        for day in (date(2026, 1, 15), date(2026, 1, 16))
    }
    assert len(keys) == 4


@pytest.mark.parametrize("reference", ["T 7", " T\t7 ", "T\x007", "T<7>", "T&7\n"])
def test_the_number_of_a_payment_has_nothing_that_xml_changes(reference):
    key = payload.payment_key(invoice(linked()), Payment(method="card", amount=D(1), reference=reference))
    read = list(read_records([write_record("Payment", {"RefNr": key}).encode()], "Payment"))
    assert read == [{"RefNr": key}]
