"""Connecting accounting systems and changing how they work."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.integrations import changing, connecting, looking, pairing, switching, trying
from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import CONFIGURE

#: Every member of staff may see what is connected; secrets are on no page.
STAFF = ["is_staff"]
_ONE = "integrations/<int:pk>/"

PAGES: tuple[Page, ...] = (
    Page("integrations/", "integration-list", looking.IntegrationListView, STAFF),
    Page("integrations/add/", "integration-create", connecting.IntegrationCreateView, CONFIGURE),
    Page(_ONE, "integration-detail", looking.IntegrationDetailView, STAFF),
    Page(f"{_ONE}edit/", "integration-edit", changing.IntegrationEditView, CONFIGURE),
    Page(f"{_ONE}keys/", "integration-keys", connecting.IntegrationKeysView, CONFIGURE),
    Page(f"{_ONE}test/", "integration-test", connecting.IntegrationTestView, CONFIGURE),
    Page(f"{_ONE}warehouses/", "integration-warehouses", pairing.IntegrationWarehousesView, CONFIGURE),
    Page(f"{_ONE}mappings/", "integration-mappings", pairing.IntegrationMappingsView, CONFIGURE),
    Page(f"{_ONE}dry-run/", "integration-dry-run", trying.IntegrationDryRunView, CONFIGURE),
    Page(f"{_ONE}switch/", "integration-switch", switching.IntegrationSwitchView, CONFIGURE),
    Page(f"{_ONE}wake/", "integration-wake", switching.IntegrationWakeView, CONFIGURE),
    Page(f"{_ONE}duplicate/", "integration-duplicate", changing.IntegrationDuplicateView, CONFIGURE),
    Page(f"{_ONE}delete/", "integration-delete", changing.IntegrationDeleteView, CONFIGURE),
)
