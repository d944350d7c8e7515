"""Names for articles and annotators, made of whatever other programs call them."""

from __future__ import annotations

import re
import unicodedata

_NO_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_NO_FIRST = re.compile(r"^[^A-Za-z0-9]+")
_ARTICLE, _ANNOTATOR = 128, 64


def article_id(name: str) -> str:
    """An article's id that is as near to `name` as the rules for ids allow."""
    return _valid(name, _ARTICLE) or "article"


def annotator_name(name: str) -> str:
    """An annotator's name that is as near to `name` as the rules allow; empty if nothing is left of it."""
    return _valid(name, _ANNOTATOR).rstrip(".-")


def _valid(name: str, longest: int) -> str:
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _NO_FIRST.sub("", _NO_NAME.sub("-", plain))[:longest].rstrip("-")
