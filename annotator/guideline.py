"""Adds a rule that came of a decision to the project's guideline, dated, with the passage that it was made for."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from annotator.adjudication.passages import Passage
from annotator.errors import AnnotatorError
from annotator.journal import storage
from annotator.project import ProjectFolder, default_guideline
from annotator.text.load import MAX_BYTES, read_regular
from annotator.text.sanitize import one_line

HEADING = "## Rules from adjudication"
_PASSAGE = 200
"""Characters of the passage that stand beside the rule."""


def add_rule(
    project: ProjectFolder, rule: str, passage: Passage, by: str, text: str | None, on: date | None = None
) -> Path:
    """Write a rule at the end of the project's guideline, replaced whole; the file as it was stays beside it, `.bak`.

    A project without a guideline of its own gets the default one, with the rule.

    Raises:
        AnnotatorError: if there is nothing to write, or the file cannot be read or written; then it is as it was.
    """
    rule = one_line(rule).strip()
    if not rule:
        raise AnnotatorError("no rule was written: there are no words")
    path = project.root / project.settings.guideline
    shown = one_line(str(path))
    if not path.resolve().is_relative_to(project.root.resolve()):
        raise AnnotatorError(f"{shown}: lies outside the project: add the rule by hand")
    project.guideline_file()  # says where the settings name one that is not there
    try:
        old = read_regular(path, MAX_BYTES) if os.path.lexists(path) else None
        before = default_guideline().encode() if old is None else old
        entry = _entry(rule, passage, by, text, on or datetime.now(UTC).date())
        gap = "" if before.endswith(b"\n") or not before else "\n"
        heading = "" if HEADING.encode() in before else f"\n{HEADING}\n\n"
        new = before + f"{gap}{heading}{entry}".encode("utf-8", "replace")
        storage.make_folder(path.parent)
        if old is not None:
            _back_up(path, old)
        storage.replace_file(path, new)
    except OSError as error:
        raise AnnotatorError(f"{shown}: the rule could not be written ({error.strerror})") from error
    return path


def _entry(rule: str, passage: Passage, by: str, text: str | None, on: date) -> str:
    span = max(passage.spans, key=lambda span: span.end - span.start)
    wording = text[passage.start : passage.end] if text is not None else span.text or ""
    labels = ", ".join(one_line(label, 40) for label in passage.labels)
    where = f"{passage.article} {passage.start}–{passage.end}"
    return f"- {on.isoformat()}, {by}: {rule}\n  ({where}, {labels}: ‹{one_line(wording, _PASSAGE)}›)\n"


def _back_up(path: Path, old: bytes) -> None:
    """Keep the file as it was; a `.bak` that holds anything else than a beginning of it is left alone."""
    backup = path.with_name(f"{path.name}.bak")
    if os.path.lexists(backup) and not (backup.is_file() and old.startswith(backup.read_bytes())):
        backup = path.with_name(f"{path.name}.bak-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    storage.replace_file(backup, old, like=path)


_VERSION = re.compile(r"(?i)\bversion:?[ \t]+v?(\d[\w.-]{0,40})")
_BEGINNING = 2000
"""Code points of a guideline in which its version is looked for."""
_LONGEST = 300
"""Code points of a label's meaning."""
_RULE = re.compile(r"^- (\d{4}-\d\d-\d\d), ", re.MULTILINE)
_MARKS = re.compile(r"\*\*|`|\*(?=\S)|(?<=\S)\*")
_TITLE = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")


def about(project: ProjectFolder) -> tuple[dict[str, Any], str]:
    """Which guideline the annotators had, for a card, and its text: the project's own, else that which the screen then shows.

    Returns:
        `{"name", "version", "sha256", "rules", "last_rule"}`: the version as the guideline states it, if it does; how many
        rules adjudication added to it, and the date of the last.

    Raises:
        AnnotatorError: if the settings name one that is not there, or it cannot be read.
    """
    path = project.guideline_file()
    if path is not None:
        # A card is passed on, and where a guideline outside of the project lies is private.
        inside = path.resolve().is_relative_to(project.root.resolve())
        name, data = project.settings.guideline if inside else path.name, read_regular(path, MAX_BYTES)
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


_PASSAGE_OF_RULE = re.compile(r"‹[^\n]*›(?=\)$)", re.MULTILINE)


def without_passages(guideline: str) -> str:
    """A guideline without the words of articles that adjudication wrote into it beside its rules."""
    before, heading, rules = guideline.partition(HEADING)
    return before + heading + _PASSAGE_OF_RULE.sub("‹…›", rules)


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
