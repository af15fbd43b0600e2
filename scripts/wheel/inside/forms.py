"""The buttons of a page, and what a person may have filled in before pressing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import html as lxml_html

html: Any = lxml_html  # its stubs know less than it can

_TABLE = b"sku,remote_id\nSKU-3,1003\nSKU-9,1\n"
_BY_TYPE = {"number": "1", "email": "jane@example.com", "url": "https://example.com/"}


@dataclass(frozen=True)
class Button:
    """A button of a form: how and where it is sent, and what the form holds, as it is and filled in."""

    method: str
    address: str
    label: str
    name: str
    value: str
    as_it_is: dict[str, Any]
    filled_in: dict[str, Any]

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two buttons the same one."""
        path = self.address.partition("?")[0]
        return (self.method, path, self.name, self.value, *sorted(self.as_it_is.keys() | self.filled_in.keys()))


def links(page: str, text: str) -> Iterator[str]:
    """Where a page leads, and what it loads."""
    for element in html.fromstring(text).iter() if text.strip() else ():
        for name, value in element.items():
            if name in ("href", "src") or name.startswith("data-"):
                yield urljoin(page, value).partition("#")[0]


def buttons(page: str, text: str) -> Iterator[Button]:
    """The buttons of all forms of a page, those without a button of their own left out."""
    document = html.fromstring(text) if text.strip() else html.Element("html")
    for form in document.iter("form"):
        controls = [*form.iter("input", "select", "textarea", "button")]
        if form.get("id"):
            controls += document.xpath("//*[@form=$name]", name=form.get("id"))
        for button in controls:
            if (button.get("type") or ("submit" if button.tag == "button" else "text")) in ("submit", "image"):
                yield _button(page, form, button, controls)


def _button(page: str, form: Any, button: Any, controls: list[Any]) -> Button:
    name, value = button.get("name") or "", button.get("value") or ""
    method = (form.get("method") or "GET").upper()
    address = urljoin(page, button.get("formaction") or form.get("action") or page)
    as_it_is: dict[str, Any] = {name: [value]} if name else {}
    filled_in = dict(as_it_is)
    for control in controls:
        if control.get("name") and control.get("disabled") is None:
            _add(as_it_is, control.get("name"), _now(control))
            _add(filled_in, control.get("name"), _now(control) or _answer(control))
    return Button(
        method=method,
        address=address.partition("?")[0] if method == "GET" else address,
        label=" ".join((button.text_content() or value).split()),
        name=name,
        value=value,
        as_it_is=as_it_is,
        filled_in=filled_in,
    )


def _add(values: dict[str, Any], name: str, more: list[Any]) -> None:
    if more:
        values[name] = [*values.get(name, []), *more]


def _now(control: Any) -> list[str]:
    """What a control would send now; nothing where it is empty, not ticked, or a button."""
    kind = control.get("type") or "text"
    if control.tag == "button" or kind in ("submit", "button", "image", "reset", "file"):
        return []
    if control.tag == "select":
        chosen = list(control.value) if control.multiple else [control.value]
        return [value for value in chosen if value]
    if kind in ("checkbox", "radio") and control.get("checked") is None:
        return []
    return [value for value in [control.value or ""] if value]


def _answer(control: Any) -> list[Any]:
    """What somebody would enter where nothing is."""
    kind = control.get("type") or "text"
    if control.tag == "select":
        return [value for value in control.value_options if value][:1]
    if control.tag == "button" or kind in ("submit", "button", "image", "reset", "hidden"):
        return []
    if kind == "file":
        return [SimpleUploadedFile("links.csv", _TABLE, "text/csv")]
    if kind in ("checkbox", "radio"):
        return [control.get("value") or "on"]
    return [timezone.localdate().isoformat() if kind == "date" else _BY_TYPE.get(kind, "1")]
