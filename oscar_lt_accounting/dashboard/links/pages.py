"""Which accounting product each stock record is."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.links import (
    bulk,
    coverage,
    creating,
    files,
    history,
    listing,
    lookup,
    pictures,
    proposals,
    setting,
)
from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import LINK

PAGES: tuple[Page, ...] = (
    Page("links/", "link-list", listing.LinkListView, LINK),
    Page("links/set/", "link-set", setting.LinkSetView, LINK),
    Page("links/bulk/", "link-bulk", bulk.LinkBulkView, LINK),
    Page("links/match/", "link-match", proposals.LinkMatchView, LINK),
    Page("links/apply/", "link-apply", proposals.LinkApplyView, LINK),
    Page("links/proposals/", "link-proposals", proposals.LinkProposalsView, LINK),
    Page("links/export/", "link-export", files.LinkExportView, LINK),
    Page("links/import/", "link-import", files.LinkImportView, LINK),
    Page("links/import/errors/", "link-import-errors", files.LinkImportErrorsView, LINK),
    Page("links/coverage/", "link-coverage", coverage.LinkCoverageView, LINK),
    Page("links/create/", "link-create", creating.LinkCreateView, LINK),
    Page("links/create/preview/", "link-create-preview", creating.LinkCreatePreviewView, LINK),
    Page("links/picture/<int:pk>/", "link-picture", pictures.LinkPictureView, LINK),
    Page("links/<int:pk>/", "link-history", history.LinkHistoryView, LINK),
    Page("links/<int:pk>/unlink/", "link-unlink", setting.UnlinkView, LINK),
    Page("catalogue/lookup/", "catalogue-lookup", lookup.CatalogueLookupView, LINK),
)
