"""Connecting accounting systems and changing how they work."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import CONFIGURE, STAFF

_ONE = "integrations/<int:pk>/"

PAGES: tuple[Page, ...] = (
    Page("integrations/", "integration-list", "integrations.list_and_detail.IntegrationListView", STAFF),
    Page("integrations/add/", "integration-create", "integrations.connecting.IntegrationCreateView", CONFIGURE),
    Page(_ONE, "integration-detail", "integrations.list_and_detail.IntegrationDetailView", STAFF),
    Page(f"{_ONE}edit/", "integration-edit", "integrations.editing.IntegrationEditView", CONFIGURE),
    Page(f"{_ONE}keys/", "integration-keys", "integrations.connecting.IntegrationKeysView", CONFIGURE),
    Page(f"{_ONE}test/", "integration-test", "integrations.connecting.IntegrationTestView", CONFIGURE),
    Page(
        f"{_ONE}warehouses/",
        "integration-warehouses",
        "integrations.mapping_views.IntegrationWarehousesView",
        CONFIGURE,
    ),
    Page(
        f"{_ONE}mappings/",
        "integration-mappings",
        "integrations.mapping_views.IntegrationMappingsView",
        CONFIGURE,
    ),
    Page(f"{_ONE}dry-run/", "integration-dry-run", "integrations.preview.IntegrationPreviewView", CONFIGURE),
    Page(f"{_ONE}switch/", "integration-switch", "integrations.switching.IntegrationSwitchView", CONFIGURE),
    Page(f"{_ONE}wake/", "integration-wake", "integrations.switching.IntegrationWakeView", CONFIGURE),
    Page(f"{_ONE}duplicate/", "integration-duplicate", "integrations.editing.IntegrationDuplicateView", CONFIGURE),
    Page(f"{_ONE}delete/", "integration-delete", "integrations.editing.IntegrationDeleteView", CONFIGURE),
)
