"""What every simulated accounting system is to the server that carries it."""

from __future__ import annotations

import re
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic

from oscar_lt_accounting.testing.simulators.toolkit.calls import Call
from oscar_lt_accounting.testing.simulators.toolkit.companies import Company
from oscar_lt_accounting.testing.simulators.toolkit.faults import Fault, Faults
from oscar_lt_accounting.testing.simulators.toolkit.fields import Form
from oscar_lt_accounting.testing.simulators.toolkit.json_text import NotationError, read_json
from oscar_lt_accounting.testing.simulators.toolkit.limits import Limit
from oscar_lt_accounting.testing.simulators.toolkit.records import Context, Product, RecordsT, SwitchesT
from oscar_lt_accounting.testing.simulators.toolkit.seeding import SeedError, put_products
from oscar_lt_accounting.testing.simulators.toolkit.storage import from_json
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply, Request

_MOST_CALLS = 20_000


@dataclass(frozen=True)
class Method:
    """A call that a system knows: what it does, the fields it takes, whether it changes records."""

    action: Callable[[Any, Mapping[str, Any]], Any]
    form: Form = field(default_factory=dict)
    writes: bool = False


class System(ABC, Generic[RecordsT, SwitchesT]):
    """One accounting system with the records of several companies.

    A subclass declares: `root`, the path before the name of a call; `base`, what goes into an integration as
    the address; `methods` by their names; `limits`, by the switch that says how many calls each allows;
    `own_faults`, the special kinds it can have; `demo`, the companies it has when none are given.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    root: ClassVar[str]
    base: ClassVar[str]
    methods: ClassVar[Mapping[str, Method]]
    records_type: ClassVar[type[Any]]
    switches_type: ClassVar[type[Any]]
    demo: ClassVar[tuple[Company, ...]]
    limits: ClassVar[Mapping[str, Callable[[], Limit]]] = {}
    own_faults: ClassVar[tuple[str, ...]] = ()
    numeric_warehouses: ClassVar[bool] = False

    def __init__(
        self,
        companies: Iterable[Company] | None = None,
        switches: SwitchesT | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.companies = {company.name: company for company in (self.demo if companies is None else companies)}
        self.switches: SwitchesT = switches or self.switches_type()
        self.now = now
        self.faults = Faults(self.code, self.own_faults)
        self.calls: deque[Call] = deque(maxlen=_MOST_CALLS)
        self.turn = 0
        self.records: dict[str, RecordsT] = {}
        self._limits: dict[str, dict[str, Limit]] = {}
        self.start_over()

    @abstractmethod
    def company_of(self, request: Request) -> Company | None:
        """Whose key the request carries."""

    @abstractmethod
    def answer(self, request: Request, call: Call, background: Fault | None = None) -> Reply:
        """Do what the request asks, strictly; `background` asks for a job in place of an answer."""

    @abstractmethod
    def throttled(self) -> Reply:
        """Too many calls, in the system's own form."""

    @abstractmethod
    def refusal(self, status: int | None, message: str) -> Reply:
        """A refusal in the system's own form, with its usual status where none is asked for."""

    @property
    def books(self) -> dict[str, RecordsT]:
        """The older name of `records`."""
        return self.records

    def new_records(self, company: Company) -> RecordsT:
        """The records of a company that has only just begun: one warehouse."""
        records: RecordsT = self.records_type(warehouses={company.warehouse: company.warehouse_title})
        return records

    def names(self) -> tuple[str, ...]:
        """The names of all calls it knows."""
        return tuple(self.methods)

    def writes(self, name: str) -> bool:
        """Whether the call of this name may change records."""
        return name in self.methods and self.methods[name].writes

    def name_of(self, request: Request) -> str:
        """How the system names the call: the path below its root."""
        return request.path.removeprefix(self.root).strip("/")

    def payload_of(self, request: Request) -> Any:
        """What a request says, for the log."""
        return decoded(request.body)

    def company_with(self, attribute: str, key: str) -> Company | None:
        """The company whose credential of this name is `key`."""
        return next((one for one in self.companies.values() if key and getattr(one, attribute) == key), None)

    def context(self, company: Company, **more: Any) -> Context[RecordsT, SwitchesT]:
        """What a call of this company is answered from."""
        return Context(
            company=company,
            records=self.records[company.name],
            switches=self.switches,
            at=self.now(),
            methods=self.methods,
            turn=self.turn,
            **more,
        )

    def over_limit(self, company: Company) -> str:
        """The switch of the limit that a further call is beyond; else the call is counted."""
        at, limits = self.now(), self._limits[company.name]
        for name, limit in limits.items():
            if limit.full(at, getattr(self.switches, name)):
                return name
        for limit in limits.values():
            limit.count(at)
        return ""

    def log(self, request: Request) -> Call:
        """A new entry of the log of calls."""
        company = self.company_of(request)
        call = Call(
            at=self.now(),
            method=request.method,
            path=request.path,
            name=self.name_of(request),
            company=company.name if company else "",
            payload=self.payload_of(request),
            headers=request.headers,
        )
        self.calls.append(call)
        return call

    def seed(self, company: str, warehouse: str, rows: Iterable[Mapping[str, Any]]) -> list[Product]:
        """Put products and their quantities into a warehouse (`seeding.put_products`)."""
        warehouse = warehouse or self.companies[company].warehouse
        if self.numeric_warehouses and not re.fullmatch("[1-9][0-9]{0,17}", warehouse):
            raise SeedError(f"A warehouse of {self.title} is a number, not {warehouse!r}.")
        return put_products(self.records[company], warehouse, rows, self.now())

    def start_over(self, company: str = "") -> None:
        """No records and no counted calls for one company or for all; planned faults and switches stay."""
        for name in [company] if company else list(self.companies):
            self.records[name] = self.new_records(self.companies[name])
            self._limits[name] = {switch: limit() for switch, limit in self.limits.items()}
        kept = [call for call in self.calls if company and call.company != company]
        self.calls.clear()
        self.calls.extend(kept)

    def restore(self, stored: dict[str, Any]) -> None:
        """Take over records that were stored in a file."""
        for name in self.companies.keys() & stored.keys():
            self.records[name] = from_json(type(self.records[name]), stored[name])


def decoded(body: bytes) -> Any:
    """A body for the log: its JSON, its text, or None when there is none."""
    if not body:
        return None
    try:
        return read_json(body)
    except NotationError:
        return body[:10_000].decode("utf-8", errors="replace")
