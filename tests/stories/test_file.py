"""Links are filled in in a file; wrong rows are told one by one before anything changes."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.models import ProductLink
from oscar_lt_accounting.testing.simulators import CentasSimulator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLES = ("Liepų medus 500 g", "Čiobrelių arbata 50 g", "Bičių vaško žvakė")


def test_a_file_of_links_is_looked_at_and_imported(tell, connected, goods, backstage, bookkeeper, tmp_path):
    centas = CentasSimulator()
    home = connected(centas)
    skus = [one.stockrecords.get().partner_sku for one in goods(home, centas, TITLES, linked=False)]
    ids = {item.code: item.remote_id for item in home.catalogue.all()}
    stage = tell("file", bookkeeper)
    stage.open(stage.page("link-import"))
    with stage.tab.expect_download() as download:
        stage.tab.locator("a[href$='format=csv']").click()
    written = tmp_path / "links.csv"
    download.value.save_as(written)
    assert all(sku in written.read_text("utf-8-sig") for sku in skus)
    rows = [f"{skus[0]},{ids['PRK-01']},1", f"{skus[1]},{ids['PRK-02']},a dozen", f"not sold here,{ids['PRK-03']},1"]
    written.write_text("\n".join(["sku,remote_id,units", *rows]), "utf-8")
    stage.tab.locator("input[type=file]").set_input_files(written)
    stage.tab.locator("select[name=warehouse]").select_option(str(home.pk))
    stage.shot("choose")
    stage.press(stage.tab.locator("form:has(input[type=file]) button[type=submit]"))
    assert not ProductLink.objects.exists()
    assert stage.tab.locator("[aria-labelledby=errors-heading] tbody tr").count() == 2
    stage.shot("what-it-would-do", phone=True)
    stage.press(stage.tab.locator("[aria-labelledby=preview-heading] form button"))
    assert list(ProductLink.objects.values_list("remote_code", flat=True)) == ["PRK-01"]
    stage.shot("imported")
