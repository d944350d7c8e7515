"""Adds a rule that came of a decision to the project's guideline, dated, with the passage that it was made for."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

from annotator.adjudication.items import Item
from annotator.journal import storage
from annotator.model import AnnotatorError
from annotator.project import Project, default_guideline
from annotator.text.load import MAX_BYTES, read_regular
from annotator.text.sanitize import one_line

HEADING = "## Rules from adjudication"
_PASSAGE = 200
"""Characters of the passage that stand beside the rule."""


def add_rule(project: Project, rule: str, item: Item, by: str, text: str | None, on: date | None = None) -> Path:
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
    try:
        old = read_regular(path, MAX_BYTES) if os.path.lexists(path) else None
        before = default_guideline().encode() if old is None else old
        entry = _entry(rule, item, by, text, on or datetime.now(UTC).date())
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


def _entry(rule: str, item: Item, by: str, text: str | None, on: date) -> str:
    node = max(item.nodes, key=lambda node: node.end - node.start)
    wording = text[item.start : item.end] if text is not None else node.text or ""
    labels = ", ".join(one_line(label, 40) for label in item.labels)
    where = f"{item.article} {item.start}–{item.end}"
    return f"- {on.isoformat()}, {by}: {rule}\n  ({where}, {labels}: ‹{one_line(wording, _PASSAGE)}›)\n"


def _back_up(path: Path, old: bytes) -> None:
    """Keep the file as it was; a `.bak` that holds anything else than a beginning of it is left alone."""
    backup = path.with_name(f"{path.name}.bak")
    if os.path.lexists(backup) and not (backup.is_file() and old.startswith(backup.read_bytes())):
        backup = path.with_name(f"{path.name}.bak-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    storage.replace_file(backup, old, like=path)
