"""What every simulated accounting system is to the server that carries it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from oscar_lt_accounting.testing.simulators.calls import Call
from oscar_lt_accounting.testing.simulators.companies import Company
from oscar_lt_accounting.testing.simulators.faults import Fault, Faults
from oscar_lt_accounting.testing.simulators.freezing import thaw
from oscar_lt_accounting.testing.simulators.notation import NotationError, read_json
from oscar_lt_accounting.testing.simulators.seeding import SeedError, put_products
from oscar_lt_accounting.testing.simulators.state import Books, Product
from oscar_lt_accounting.testing.simulators.switches import Switches
from oscar_lt_accounting.testing.simulators.wire import Reply, Request

BooksT = TypeVar("BooksT", bound=Books[Any])
SwitchesT = TypeVar("SwitchesT", bound=Switches)
_MOST_CALLS = 20_000


class System(ABC, Generic[BooksT, SwitchesT]):
    """One accounting system with the books of several companies.

    `root` is the path before the name of a call, `base` what goes into an integration as the address.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    root: ClassVar[str]
    base: ClassVar[str]
    numeric_warehouses: ClassVar[bool] = False

    def __init__(self, companies: Iterable[Company], switches: SwitchesT, now: Callable[[], float]) -> None:
        self.companies = {company.name: company for company in companies}
        self.switches = switches
        self.now = now
        self.faults = Faults(self.code)
        self.calls: deque[Call] = deque(maxlen=_MOST_CALLS)
        self.books: dict[str, BooksT] = {name: self.new_books(company) for name, company in self.companies.items()}

    @abstractmethod
    def new_books(self, company: Company) -> BooksT:
        """The empty books of a company."""

    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The names of all calls it knows."""

    @abstractmethod
    def writes(self, name: str) -> bool:
        """Whether the call of this name may change the books."""

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

    def name_of(self, request: Request) -> str:
        """How the system names the call: the path below its root."""
        return request.path.removeprefix(self.root).strip("/")

    def payload_of(self, request: Request) -> Any:
        """What a request says, for the log."""
        return decoded(request.body)

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
        return put_products(self.books[company], warehouse, rows, self.now())

    def start_over(self, company: str = "") -> None:
        """Empty books for one company or for all; plans and switches stay."""
        for name in [company] if company else list(self.companies):
            self.books[name] = self.new_books(self.companies[name])
        kept = [call for call in self.calls if company and call.company != company]
        self.calls.clear()
        self.calls.extend(kept)

    def restore(self, frozen: dict[str, Any]) -> None:
        """Take over books that were kept in a file."""
        for name in self.companies.keys() & frozen.keys():
            self.books[name] = thaw(type(self.books[name]), frozen[name])


def decoded(body: bytes) -> Any:
    """A body for the log: its JSON, its text, or None when there is none."""
    if not body:
        return None
    try:
        return read_json(body)
    except NotationError:
        return body[:10_000].decode("utf-8", errors="replace")
