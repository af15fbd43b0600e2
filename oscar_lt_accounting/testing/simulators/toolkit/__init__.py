"""What a simulated accounting system is made of.

A simulator in four steps (`centas` is the shortest example; `tests/simulators/test_toolkit.py` has one of a screen):

1. `records.py`: what one company has. Derive from `Records` and name the documents (a dataclass derived from
   `Document`) and the other lists. Open questions of the system's documents are fields of a class derived from
   `Switches`, the strictest reading first. `Context = kit.Context[MyRecords, MySwitches]` is what every action is
   given: whose records, which readings, what time it is.
2. The fields of each call, as forms: ``kit.form("name email? total:money client_id:client", kinds=MY_KINDS)`` (`?`:
   may be left out, `~`: may be null; kinds of all systems are `fields.COMMON_KINDS`). A kind can look at the context:
   `known` wants the key of something that is there, `by` lets a switch choose. What a form does not name is refused.
3. Actions, plain functions of ``(context, sent)``: they raise `RefusalError` (`refuse_if`, `first`) or make records
   with `context.new` and `pick`, work out sums with `rounding`, move goods with `Records.settle` or `Product.move`,
   and return what is answered. What is listed is a `Resource`: its records, its `columns`, `find`, `select`, a page
   by `page_of`.
   For REST, `Request.rest_name` names a call ``PUT invoices/{id}`` and `Request.record` is the id.
4. `system.py`: a class derived from `System` declares `code`, `title`, `root`, `base`, its `methods`, its `limits`
   (a limit by the switch that says how much it allows) and its demo companies, and says in `answer` in which order
   key, limit, address and fields are looked at; `throttled` and `refusal` word what planned faults need. A class
   derived from `Simulator` with ``system_type = MySystem`` starts it in a test; one word in `registry`
   puts it beside the others.

Everything else comes with it: the HTTP server, every kind of fault, the log of calls, control over HTTP
(`control`), the page that shows the records (`page`), the file that keeps them, and a clock that tests move
(`clock`).
"""

from __future__ import annotations

from oscar_lt_accounting.testing.simulators.toolkit import xml
from oscar_lt_accounting.testing.simulators.toolkit.calls import Call
from oscar_lt_accounting.testing.simulators.toolkit.clock import Clock
from oscar_lt_accounting.testing.simulators.toolkit.columns import (
    Column,
    Page,
    assign,
    columns,
    ordered,
    page_of,
    pick,
    show,
)
from oscar_lt_accounting.testing.simulators.toolkit.companies import Company
from oscar_lt_accounting.testing.simulators.toolkit.fault_replies import web_page
from oscar_lt_accounting.testing.simulators.toolkit.faults import KINDS, Fault, FaultError
from oscar_lt_accounting.testing.simulators.toolkit.fields import (
    Complaints,
    Field,
    Form,
    Kind,
    anything,
    base64_text,
    block,
    both,
    by,
    complaints,
    day,
    day_in,
    decimal,
    digits,
    flag,
    form,
    known,
    list_of,
    many,
    moment,
    nothing_known,
    number,
    one_of,
    optional,
    read_day,
    text,
    whole,
)
from oscar_lt_accounting.testing.simulators.toolkit.jobs import Job, add_job, done_at_once, put_off
from oscar_lt_accounting.testing.simulators.toolkit.json_text import NotationError, read_json, write_json
from oscar_lt_accounting.testing.simulators.toolkit.limits import VILNIUS, Daily, Limit, Sliding
from oscar_lt_accounting.testing.simulators.toolkit.pdf import pdf_reply, printed
from oscar_lt_accounting.testing.simulators.toolkit.records import (
    Context,
    Document,
    Product,
    Record,
    Records,
    Row,
    quantities,
)
from oscar_lt_accounting.testing.simulators.toolkit.refusals import (
    RefusalError,
    by_field,
    check_form,
    first,
    in_words,
    read_body,
    refuse_if,
)
from oscar_lt_accounting.testing.simulators.toolkit.resources import Filter, Resource
from oscar_lt_accounting.testing.simulators.toolkit.rounding import (
    CENT,
    HUNDRED,
    ZERO,
    inside,
    on_top,
    rounded,
    spread,
    tax_together,
    total,
)
from oscar_lt_accounting.testing.simulators.toolkit.seeding import SeedError, put_products
from oscar_lt_accounting.testing.simulators.toolkit.server import Server, SimulatorError
from oscar_lt_accounting.testing.simulators.toolkit.simulator import Simulator
from oscar_lt_accounting.testing.simulators.toolkit.switches import SwitchError, Switches
from oscar_lt_accounting.testing.simulators.toolkit.system import Method, System
from oscar_lt_accounting.testing.simulators.toolkit.wire import HTML, JSON, TEXT, XML, Reply, Request

__all__ = [
    "CENT",
    "HTML",
    "HUNDRED",
    "JSON",
    "KINDS",
    "TEXT",
    "VILNIUS",
    "XML",
    "ZERO",
    "Call",
    "Clock",
    "Column",
    "Company",
    "Complaints",
    "Context",
    "Daily",
    "Document",
    "Fault",
    "FaultError",
    "Field",
    "Filter",
    "Form",
    "Job",
    "Kind",
    "Limit",
    "Method",
    "NotationError",
    "Page",
    "Product",
    "Record",
    "Records",
    "RefusalError",
    "Reply",
    "Request",
    "Resource",
    "Row",
    "SeedError",
    "Server",
    "Simulator",
    "SimulatorError",
    "Sliding",
    "SwitchError",
    "Switches",
    "System",
    "add_job",
    "anything",
    "assign",
    "base64_text",
    "block",
    "both",
    "by",
    "by_field",
    "check_form",
    "columns",
    "complaints",
    "day",
    "day_in",
    "decimal",
    "digits",
    "done_at_once",
    "first",
    "flag",
    "form",
    "in_words",
    "inside",
    "known",
    "list_of",
    "many",
    "moment",
    "nothing_known",
    "number",
    "on_top",
    "one_of",
    "optional",
    "ordered",
    "page_of",
    "pdf_reply",
    "pick",
    "printed",
    "put_off",
    "put_products",
    "quantities",
    "read_body",
    "read_day",
    "read_json",
    "refuse_if",
    "rounded",
    "show",
    "spread",
    "tax_together",
    "text",
    "total",
    "web_page",
    "whole",
    "write_json",
    "xml",
]
