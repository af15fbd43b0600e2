"""The fields of Centas' documents and orders, as the switches read them (centas.md §6.1, §6.2)."""

from __future__ import annotations

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.centas.records import Context


def _lowest(context: Context) -> int | None:
    return None if context.switches.negative_sums == "accepted" else 0


def _numbers(context: Context) -> bool:
    return context.switches.row_numbers == "texts and numbers"


_SUM = kit.by(lambda context: kit.digits(places=2, least=_lowest(context)))
_DAY = kit.by(lambda context: kit.day_in(context.switches.date_format))
_RATE = kit.by(lambda context: kit.digits(places=2, least=0, numbers=_numbers(context)))
_QUANTITY = kit.by(lambda context: kit.digits(places=4, above=_lowest(context), numbers=_numbers(context)))
_PRICE = kit.by(lambda context: kit.digits(places=6, least=_lowest(context), numbers=_numbers(context)))

DOCUMENT: kit.Form = {
    **kit.each(_DAY, "data apmok_iki?"),
    **kit.each(_SUM, "dok_suma pvm_suma bepvm_suma"),
    **kit.each(kit.one_of(("0", "1", "2")), "estipas?"),
    # centas.md §11 no. 12 and 13.
    **kit.each(kit.nothing_known, "asmuo_status? isaf?"),
    **kit.each(kit.digits(places=2), "savikaina? sask_pajamos? sask_moketpvm?"),
    **kit.each(kit.text(), "dok_num rows pirkejas trans_id? im_kodas? pvm_kodas? kl_kodas? salis? salis_kodas?"),
    **kit.each(kit.text(), "miestas? adresas? email? grupe? uzsaknr? pastaba? oper_apras? projektas? israse_asmuo?"),
    **kit.each(kit.text(), "israse_pareigos? sask_pirkskol? intrs_transprusis? intrs_pristsal? intrs_sandoris?"),
    **kit.each(kit.text(), "intrs_apskritis? intrs_eusalis?"),
}
_ROW: kit.Form = {
    **kit.each(kit.text(), "kodas pavadinimas matovnt"),
    **kit.each(_QUANTITY, "kiekis"),
    **kit.each(_PRICE, "kaina"),
}
DOCUMENT_ROW: kit.Form = {
    **_ROW,
    **kit.each(_RATE, "pvmtar"),
    **kit.each(kit.text(), "Mok_kodas? sask_pajamos? projektas?"),
}
ORDER: kit.Form = {
    **kit.each(_DAY, "uzsak_data vykd_data? pristat_data? apmok_data? atvyk_data? isvyk_data?"),
    **kit.each(_SUM, "uzsak_suma pvm_suma bepvm_suma"),
    **kit.each(kit.text(), "rows uzsak_num uzsakovas im_kodas? pvm_kodas? miestas? adresas? pasto_kodas? tel?"),
    **kit.each(kit.text(), "email? sandelis? uzsakovas_pastaba? pirk_skolsask?"),
}
_ORDER_ROW: kit.Form = {**_ROW, **kit.each(kit.text(empty=True), "t_kodas?"), **kit.each(_RATE, "pvm_tar? pvmtar?")}


def order_row(context: Context) -> kit.Form:
    """One line of an order; of the two keys of its VAT rate only one is read (centas.md §11 no. 7)."""
    return {**_ORDER_ROW, **kit.each(_RATE, context.switches.order_vat_key)}
