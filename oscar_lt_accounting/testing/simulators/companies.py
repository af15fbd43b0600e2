"""Two demo companies for each simulated system, and their keys."""

from __future__ import annotations

from oscar_lt_accounting.testing.simulators.toolkit.companies import Company

DEMO_COMPANIES: dict[str, tuple[Company, ...]] = {
    "b1": (
        Company(
            name="vilnius",
            title="UAB Demo prekyba, Vilnius",
            api_key="b1demo00vilnius0000000000000000000000000000000000000000000000001",
            private_key="b1demo00vilnius0private00000000000000000000000000000000000000001",
            warehouse="1",
            warehouse_title="Vilniaus sandėlis",
        ),
        Company(
            name="kaunas",
            title="UAB Demo prekyba, Kaunas",
            api_key="b1demo00kaunas00000000000000000000000000000000000000000000000002",
            private_key="b1demo00kaunas00private00000000000000000000000000000000000000002",
            warehouse="2",
            warehouse_title="Kauno sandėlis",
        ),
    ),
    "robolabs": (
        Company(
            name="vilnius",
            title="UAB Demo prekyba, Vilnius",
            api_key="robolabs-demo-vilnius-0001",
            warehouse="WH",
            warehouse_title="Vilniaus sandėlis",
        ),
        Company(
            name="kaunas",
            title="UAB Demo prekyba, Kaunas",
            api_key="robolabs-demo-kaunas-0002",
            warehouse="KN",
            warehouse_title="Kauno sandėlis",
        ),
    ),
    "itax": (
        Company(
            name="vilnius",
            title="UAB Demo prekyba, Vilnius",
            username="itaxdemo0vilnius00000001",
            password="itaxdemo0vilnius0password01",  # noqa: S106 - opens nothing but simulated records
            warehouse="4620",
            warehouse_title="Vilniaus",
        ),
        Company(
            name="kaunas",
            title="UAB Demo prekyba, Kaunas",
            username="itaxdemo0kaunas000000002",
            password="itaxdemo0kaunas00password02",  # noqa: S106
            warehouse="4621",
            warehouse_title="Kauno",
        ),
    ),
    "centas": (
        Company(
            name="vilnius",
            title="UAB Demo prekyba, Vilnius",
            token="tk_demo_vilnius_0000000000000000000000000000000001",  # noqa: S106
            warehouse="1",
            warehouse_title="Sandelis Nr. 1",
        ),
        Company(
            name="kaunas",
            title="UAB Demo prekyba, Kaunas",
            token="tk_demo_kaunas_00000000000000000000000000000000002",  # noqa: S106
            warehouse="2",
            warehouse_title="Sandelis Nr. 2",
        ),
    ),
    "fakturownia": (
        Company(
            name="warszawa",
            title="Demo Sklep Sp. z o.o., Warszawa",
            api_token="Fdemo0Warszawa000000001/demo-sklep",  # noqa: S106
            warehouse="1",
            warehouse_title="Magazyn główny",
        ),
        Company(
            name="krakow",
            title="Demo Sklep Sp. z o.o., Kraków",
            api_token="Fdemo0Krakow00000000002/demo-krakow",  # noqa: S106
            warehouse="2",
            warehouse_title="Magazyn Kraków",
        ),
    ),
}

# The sandbox fills its integrations from these; they open nothing but simulated records.
DEMO_CREDENTIALS: dict[str, dict[str, dict[str, str]]] = {
    system: {company.name: company.credentials for company in companies} for system, companies in DEMO_COMPANIES.items()
}
DEMO_KEYS, DEMO_PRIVATE_KEYS = (
    {
        system: {name: pairs[key] for name, pairs in companies.items() if key in pairs}
        for system, companies in DEMO_CREDENTIALS.items()
    }
    for key in ("api_key", "private_key")
)
