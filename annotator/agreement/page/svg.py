"""A chart library's SVG made fit to stand in the page itself: no style of its own, no metadata, no address of anything."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree

from annotator.report.markup import Html, tag

INK: Final = "#010203"
"""Drawn with by charts wherever the page's own text colour shall stand."""
GROUND: Final = "#fdfeff"
"""Drawn with by charts, as a line, wherever the page's ground shall stand."""
_LEFT_OUT = frozenset({"metadata", "style"})
_DROPPED = frozenset({"width", "height", "version", "id", "type"})
_STYLED = frozenset({"font-family", "font"})
"""Properties that the page decides."""


def inline(source: str, name: str, title: str, description: str) -> Html:
    """A chart as an element of the page, which the page's style colours.

    Inline styles become attributes, since the page's policy allows no style but its own one.

    Args:
        source: a document as matplotlib writes it.
        name: stands before each id, so that those of several charts differ.
        title: what it shows.
        description: what it says, for those who cannot see it.
    """
    root = ElementTree.fromstring(source)  # noqa: S314 - written by matplotlib a moment ago
    label = f"{name}-title"
    content = [_element(child, name) for child in root]
    return tag(
        "svg",
        tag("title", title, id=label),
        tag("desc", description, id=f"{name}-desc"),
        content,
        viewBox=root.get("viewBox"),
        role="img",
        aria_labelledby=f"{label} {name}-desc",
    )


def _element(element: ElementTree.Element, name: str) -> Html:
    kind = _local(element.tag)
    inside = [part for child in element if (part := _element(child, name))]
    if kind in _LEFT_OUT or (kind in {"defs", "g"} and not inside):
        return Html()
    text = (element.text or "") if kind == "text" else ""
    return tag(kind, text, inside, **_attributes(element, kind, name))


def _attributes(element: ElementTree.Element, kind: str, name: str) -> dict[str, str]:
    given = {_local(key): value for key, value in element.attrib.items()}
    styled = dict(part.strip().split(": ", 1) for part in given.pop("style", "").split(";") if part.strip())
    found: dict[str, str] = {}
    for key, value in {**given, **styled}.items():
        if key == "id" and kind in {"path", "clipPath", "pattern"}:
            found["id"] = f"{name}-{value}"
        elif value == GROUND:
            found["class_"] = "ground"
        elif (key in _DROPPED and kind not in {"rect", "pattern"}) or key in _STYLED:
            continue
        else:
            found[key] = _value(key, value, name)
    return found


def _value(key: str, value: str, name: str) -> str:
    if value == INK:
        return "currentColor"
    if key == "href":
        return f"#{name}-{value.removeprefix('#')}"
    if key == "d":
        return " ".join(value.split())
    return value.replace("url(#", f"url(#{name}-")


def _local(name: str) -> str:
    """A name without its namespace, which no HTML page needs."""
    return name.rpartition("}")[2]
