"""Markup from values: every string is made harmless on its way into a page, markup alone passes as it is."""

from __future__ import annotations

import html
from collections.abc import Iterable

from annotator.text.sanitize import display, one_line

_VOID = frozenset({"br", "col", "link", "meta"})


class Html(str):
    """Markup that may stand in a page as it is; any other string is escaped first."""

    __slots__ = ()


Inside = str | Iterable[str]


def shown(text: str) -> str:
    """An article's text as it is drawn: 1:1, line ends as they are, whatever could steer or hide replaced."""
    lines = text.split("\n")
    drawn = [f"{display(line[:-1])}\r" if line.endswith("\r") else display(line) for line in lines[:-1]]
    return "\n".join([*drawn, display(lines[-1])])


def escaped(text: str) -> Html:
    """Harmless text as markup. Browsers drop a carriage return that is not written as a number."""
    return Html(html.escape(text).replace("\r", "&#13;"))


def tag(name: str, /, *inside: Inside, **attributes: str | None) -> Html:
    """An element.

    Args:
        name: of the element.
        inside: strings, which are escaped if they are no markup, or iterables of such.
        attributes: by name, `_` for `-`, one at the end dropped (`class_`); those that are `None` are left out.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(shown(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{told}>" if name in _VOID else f"<{name}{told}>{joined(*inside)}</{name}>")


def joined(*inside: Inside) -> Html:
    """Strings and iterables of them as one piece of markup."""
    return Html("".join(_markup(part) if isinstance(part, str) else joined(*part) for part in inside))


def _markup(part: str) -> str:
    return part if isinstance(part, Html) else escaped(shown(part))


def name(text: str, width: int = 40) -> Html:
    """A name from outside on one line, which no direction of writing of its own can spill out of."""
    return tag("bdi", one_line(text, width))
