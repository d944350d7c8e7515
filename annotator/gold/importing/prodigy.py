"""Prodigy's JSONL, as `db-out` writes it: tasks with `text`, `spans` and the annotator's `answer`. Offsets are code points.

Only accepted tasks are taken; they count as finished. The annotator is `_annotator_id` or `_session_id`, both of which
begin with the dataset's name: it is what the names of one file have in common, else what stands before the last hyphen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.formats.parsing import integer, items, objects, string, strings, table
from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left
from annotator.journal.records import Fields
from annotator.merge import plural

_TIME = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d$")


def read(path: Path) -> Given:
    """A document a task."""
    left: list[Left] = []
    documents = []
    refused: Counter[str] = Counter()
    others: Counter[str] = Counter()
    tasks = list(objects(path, left))
    people = _people({_session(task) for _, task in tasks} - {None})
    for where, task in tasks:
        answer = task.get("answer", "accept")
        if answer != "accept":
            refused["rejected" if answer == "reject" else "ignored"] += 1
            continue
        spans = task.get("spans")
        others["relation"] += len(items(task.get("relations")))
        others["whole-text label"] += len(items(task.get("accept"))) + (string(task.get("label")) is not None)
        if spans is not None and not isinstance(spans, list):
            left.append(Left(where, None, "has spans that are no list"))
            continue
        meta = table(task.get("meta"))
        documents.append(
            GivenDocument(
                where,
                [_span(span) for span in items(spans)],
                article=string(meta.get("article")) or string(task.get("article")),
                text=string(task.get("text")),
                sha256=string(meta.get("sha256")),
                annotator=people.get(_session(task) or ""),
                finished="answer" in task,
            )
        )
    told = [f"{plural(count, 'task')} left that the annotator {what}" for what, count in sorted(refused.items())]
    told += [f"{plural(count, what)} left: this program has none" for what, count in sorted(others.items()) if count]
    return Given(documents, left=left, told=told)


def _session(task: Fields) -> str | None:
    """The name of the annotator with the dataset's before it; a session that has the time for a name is nobody's."""
    name = string(task.get("_annotator_id")) or string(task.get("_session_id"))
    return None if name is None or _TIME.search(name) else name


def _people(sessions: Iterable[str | None]) -> dict[str, str]:
    """The annotators by the names of their sessions."""
    names = sorted(filter(None, sessions))
    common = (
        next((i for i, pair in enumerate(zip(names[0], names[-1], strict=False)) if len({*pair}) > 1), 0)
        if names
        else 0
    )
    dataset = names[0][:common].rpartition("-")[0] if common else ""
    return {name: name.removeprefix(f"{dataset}-") if dataset else name.rpartition("-")[2] or name for name in names}


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
