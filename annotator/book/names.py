"""The names of a book's pages, and where its links may lead: harmless in every file system and address, whatever articles and labels are called."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit

from annotator.model import RESERVED_NAMES

_OTHERS = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 80


def page_stem(name: str, taken: set[str], version: str = "") -> str:
    """The name of something's page without its ending, unlike all `taken` in any case; added to them.

    Args:
        name: what the page is about.
        taken: names in lower case.
        version: what tells it from others of the same name.
    """
    stem = _OTHERS.sub("-", name).strip("-.")[:_LONGEST] or "page"
    if stem.casefold().partition(".")[0] in RESERVED_NAMES:
        stem = f"p-{stem}"
    if stem != name or stem.casefold() in taken:
        # A part of the digest stands where the name alone would not do, more of it where that is taken too.
        digest = hashlib.sha256(f"{name}\0{version}".encode("utf-8", "surrogatepass")).hexdigest()
        candidates = (f"{stem}-{digest[:size]}" for size in range(8, len(digest) + 1))
        stem = next(one for one in candidates if one.casefold() not in taken)
    taken.add(stem.casefold())
    return stem


def numbered(stem: str, page: int, first: str | None = None) -> str:
    """The file of a page of several, from 1; no stem has a `+` in it."""
    return (first or f"{stem}.html") if page == 1 else f"{stem}+{page}.html"


def web_address(url: str) -> str | None:
    """The address, if it leads to a page of the web and nowhere else."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
    except ValueError:
        return None
    return url if fits and url.isascii() and url.isprintable() and " " not in url else None
