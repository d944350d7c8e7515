"""What a guideline tells about a dataset: its version, the rules that adjudication added, what each label means."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from annotator.guideline import HEADING
from annotator.project import Project, default_guideline
from annotator.text.load import MAX_BYTES, read_regular
from annotator.text.sanitize import one_line

_VERSION = re.compile(r"(?i)\bversion:?[ \t]+v?(\d[\w.-]{0,40})")
_BEGINNING = 2000
"""Code points of a guideline in which its version is looked for."""
_LONGEST = 300
"""Code points of a label's meaning."""
_RULE = re.compile(r"^- (\d{4}-\d\d-\d\d), ", re.MULTILINE)
_MARKS = re.compile(r"\*\*|`|\*(?=\S)|(?<=\S)\*")
_TITLE = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")


def about(project: Project) -> tuple[dict[str, Any], str]:
    """Which guideline the annotators had, for a card, and its text: the project's own, else that which the screen then shows.

    Returns:
        `{"name", "version", "sha256", "rules", "last_rule"}`: the version as the guideline states it, if it does; how many
        rules adjudication added to it, and the date of the last.
    """
    path = project.root / project.settings.guideline
    if path.is_file():
        name, data = project.settings.guideline, read_regular(path, MAX_BYTES)
    else:
        name, data = "the one that comes with annotator", default_guideline().encode()
    text = data.decode("utf-8", "replace")
    dates = _RULE.findall(text.partition(HEADING)[2])
    told = {
        "name": name,
        "version": stated_version(text),
        "sha256": hashlib.sha256(data).hexdigest(),
        "rules": len(dates),
        "last_rule": max(dates, default=None),
    }
    return told, text


def stated_version(guideline: str) -> str | None:
    """The version that a guideline states in its beginning, as `Version 2.1` or `version: 2026-11-03`."""
    found = _VERSION.search(guideline[:_BEGINNING])
    return found[1].rstrip(".") if found else None


def meanings(guideline: str, labels: Iterable[str]) -> dict[str, str]:
    """What each label means, for those that a section of the guideline is named after: its first paragraph, in one line."""
    lines = guideline.splitlines()
    titles = [_TITLE.match(line) for line in lines]
    places = {_folded(title[1]): number for number, title in reversed(list(enumerate(titles))) if title}
    found = {}
    for label in labels:
        place = places.get(_folded(label))
        if place is None:
            continue
        paragraph: list[str] = []
        for line, title in zip(lines[place + 1 :], titles[place + 1 :], strict=True):
            if title or (paragraph and not line.strip()):
                break
            paragraph += [line.strip()] if line.strip() else []
        if paragraph:
            found[label] = one_line(_MARKS.sub("", " ".join(paragraph)), _LONGEST)
    return found


def _folded(name: str) -> str:
    return re.sub(r"[-_\s`*]+", " ", name).strip().casefold()
