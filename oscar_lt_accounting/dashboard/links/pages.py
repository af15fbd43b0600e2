"""Which accounting product each stock record is."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import LINK

PAGES: tuple[Page, ...] = (
    Page("links/", "link-list", "links.list_view.LinkListView", LINK),
    Page("links/set/", "link-set", "links.set_and_unlink.LinkSetView", LINK),
    Page("links/bulk/", "link-bulk", "links.bulk.LinkBulkView", LINK),
    Page("links/match/", "link-match", "links.proposals.LinkMatchView", LINK),
    Page("links/apply/", "link-apply", "links.proposals.LinkApplyView", LINK),
    Page("links/proposals/", "link-proposals", "links.proposals.LinkProposalsView", LINK),
    Page("links/export/", "link-export", "links.import_export.LinkExportView", LINK),
    Page("links/import/", "link-import", "links.import_export.LinkImportView", LINK),
    Page("links/import/errors/", "link-import-errors", "links.import_export.LinkImportErrorsView", LINK),
    Page("links/coverage/", "link-coverage", "links.coverage.LinkCoverageView", LINK),
    Page("links/create/", "link-create", "links.creating.LinkCreateView", LINK),
    Page("links/create/preview/", "link-create-preview", "links.creating.LinkCreatePreviewView", LINK),
    Page("links/picture/<int:pk>/", "link-picture", "links.pictures.LinkPictureView", LINK),
    Page("links/<int:pk>/", "link-history", "links.history.LinkHistoryView", LINK),
    Page("links/<int:pk>/unlink/", "link-unlink", "links.set_and_unlink.UnlinkView", LINK),
    Page("catalogue/lookup/", "catalogue-lookup", "links.lookup.CatalogueLookupView", LINK),
)
