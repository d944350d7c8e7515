"""Prodigy's JSONL, as `db-out` writes it: tasks with `text`, `spans` and the annotator's `answer`. Offsets are code points.

Only accepted tasks are taken; they count as finished. The annotator is `_annotator_id`, or the end of `_session_id`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left
from annotator.gold.importing.plain import integer, items, objects, string, strings, table
from annotator.gold.merge import plural
from annotator.journal.read import Fields


def read(path: Path) -> Given:
    """A document a task."""
    left: list[Left] = []
    documents = []
    refused: Counter[str] = Counter()
    relations = 0
    for where, task in objects(path, left):
        answer = task.get("answer", "accept")
        if answer != "accept":
            refused["rejected" if answer == "reject" else "ignored"] += 1
            continue
        relations += len(items(task.get("relations")))
        meta = table(task.get("meta"))
        documents.append(
            GivenDocument(
                where,
                [_span(span) for span in items(task.get("spans"))],
                article=string(meta.get("article")) or string(task.get("article")) or string(meta.get("source")),
                text=string(task.get("text")),
                sha256=string(meta.get("sha256")),
                annotator=_annotator(task),
                finished="answer" in task,
            )
        )
    told = [f"{plural(count, 'task')} left that the annotator {what}" for what, count in sorted(refused.items())]
    if relations:
        told.append(f"{plural(relations, 'relation')} left: this program has none")
    return Given(documents, left=left, told=told)


def _annotator(task: Fields) -> str | None:
    """Both names begin with the dataset's, as Prodigy writes them; the rest of a session is a name, or the time."""
    name, session = string(task.get("_annotator_id")), string(task.get("_session_id"))
    if name is not None and name != session:
        return name
    _, _, last = (session or "").rpartition("-")
    return None if last.isdigit() else last or None


def _span(span: Any) -> GivenSpan:
    if not isinstance(span, dict):
        return GivenSpan(None, None, None, fault="is not a JSON object")
    return GivenSpan(
        string(span.get("label")),
        integer(span.get("start")),
        integer(span.get("end")),
        string(span.get("text")),
        strings(span.get("attributes")),
        string(span.get("note")),
    )
