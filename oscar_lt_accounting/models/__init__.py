"""What is owed to accounting systems, how they are connected, and what was done."""

from oscar_lt_accounting.models.catalogue import CatalogueItem, StockPull
from oscar_lt_accounting.models.document_pdfs import DocumentPdf
from oscar_lt_accounting.models.integrations import Integration, Numbering, Trigger, Warehouse
from oscar_lt_accounting.models.jobs import Job
from oscar_lt_accounting.models.links import LinkChange, LinkProposal, ProductLink
from oscar_lt_accounting.models.mappings import DocumentKind, PaymentMapping, Series, VatMapping
from oscar_lt_accounting.models.records import Attempt, AuditLine
from oscar_lt_accounting.models.remote_ids import RemoteId
from oscar_lt_accounting.models.request_slots import RequestAccount, RequestSlot
from oscar_lt_accounting.models.rules import Allocations, ReadSold, StalePolicy, StockMeaning
from oscar_lt_accounting.models.submissions import LIVE, Submission
from oscar_lt_accounting.models.transitions import GRAPH, State
from oscar_lt_accounting.models.undeducted_lines import UndeductedLine

__all__ = [
    "GRAPH",
    "LIVE",
    "Allocations",
    "Attempt",
    "AuditLine",
    "CatalogueItem",
    "DocumentKind",
    "DocumentPdf",
    "Integration",
    "Job",
    "LinkChange",
    "LinkProposal",
    "Numbering",
    "PaymentMapping",
    "ProductLink",
    "ReadSold",
    "RemoteId",
    "RequestAccount",
    "RequestSlot",
    "Series",
    "StalePolicy",
    "State",
    "StockMeaning",
    "StockPull",
    "Submission",
    "Trigger",
    "UndeductedLine",
    "VatMapping",
    "Warehouse",
]
