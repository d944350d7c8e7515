"""Label Studio's JSON exports: tasks with annotations (`JSON`), or the smaller one (`JSON_MIN`).

Offsets are code points, but UTF-16 code units in exports of old versions; the quoted wording tells which.
Each annotation is one annotator's document, finished unless it was cancelled. Drafts and predictions are not taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.gold.export.label_studio import NOTE, PREFIX
from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left
from annotator.gold.importing.plain import integer, items, objects, string, table
from annotator.gold.merge import plural
from annotator.journal.read import Fields
from annotator.model import GOLD

_LABELS = ("labels", "hypertextlabels")
_KNOWN = (*_LABELS, "textarea")


def read(path: Path) -> Given:
    """A document an annotation; a task without any is a document that nobody has finished."""
    left: list[Left] = []
    others: Counter[str] = Counter()
    documents = [document for where, task in objects(path, left) for document in _documents(where, task, others)]
    told = [f"{plural(count, what)} left" for what, count in sorted(others.items()) if count]
    return Given(documents, left=left, told=told)


def _documents(where: str, task: Fields, others: Counter[str]) -> Iterator[GivenDocument]:
    data = table(task.get("data")) or task
    others["prediction"] += len(items(task.get("predictions")))
    others["draft"] += len(items(task.get("drafts")))
    article, sha256 = string(data.get("article")), string(data.get("sha256"))
    if "data" not in task and "completions" not in task:
        spans = [_small(value) for value in items(task.get("label"))]
        yield GivenDocument(
            where, spans, article, _text(data, None), sha256, _name(task.get("annotator")), finished=True
        )
        return
    annotations = items(task.get("annotations")) or items(task.get("completions"))
    for number, annotation in enumerate(annotations, 1):
        if not isinstance(annotation, dict):
            continue
        if annotation.get("was_cancelled"):
            others["cancelled annotation"] += 1
            continue
        results = [result for result in items(annotation.get("result")) if isinstance(result, dict)]
        kinds = [result.get("type") for result in results]
        others["relation"] += kinds.count("relation")
        others["result that labels no text"] += sum(kind not in {*_KNOWN, "relation"} for kind in map(str, kinds))
        yield GivenDocument(
            f"{where}, annotation {number}" if len(annotations) > 1 else where,
            list(_spans(results)),
            article,
            _text(data, next((string(result.get("to_name")) for result in results), None)),
            sha256,
            _annotator(annotation),
            finished=True,
        )


def _annotator(annotation: Fields) -> str | None:
    name = _name(annotation.get("created_username")) or _name(annotation.get("completed_by"))
    return name or (GOLD if annotation.get("ground_truth") else None)


def _name(value: Any) -> str | None:
    """Somebody as the exports name them: an e-mail and number, an object, or a number."""
    if isinstance(value, dict):
        value = value.get("email") or value.get("username") or value.get("id")
    if type(value) is int:
        return f"user-{value}"
    name = (string(value) or "").strip()
    mail, _, number = name.rpartition(", ")
    return (mail if number.isdigit() else name) or None


def _text(data: Fields, object_name: str | None) -> str | None:
    """The task's text: under the name of the object that was labelled, under `text`, or the only one there is."""
    for name in (object_name, "text"):
        if name is not None and isinstance(data.get(name), str):
            return string(data[name])
    found = [value for name, value in data.items() if isinstance(value, str) and name not in {"article", "sha256"}]
    return found[0] if len(found) == 1 else None


def _spans(results: list[Fields]) -> Iterator[GivenSpan]:
    """Regions, each with what is noted of it in results of the same id."""
    notes: dict[Any, dict[str, str]] = {}
    for result in results:
        name, texts = string(result.get("from_name")), items(table(result.get("value")).get("text"))
        if result.get("type") == "textarea" and name and texts and isinstance(result.get("id"), str):
            notes.setdefault(result["id"], {})[name] = "\n".join(text for text in texts if isinstance(text, str))
    for result in results:
        if result.get("type") not in _LABELS:
            continue
        noted = notes.get(result.get("id"), {}) if isinstance(result.get("id"), str) else {}
        attributes = {name.removeprefix(PREFIX): text for name, text in noted.items() if name != NOTE and text}
        value = table(result.get("value"))
        for label in items(value.get(result["type"])) or [None]:
            yield _small(value, label)._replace(attributes=attributes, note=noted.get(NOTE) or None)


def _small(value: Any, label: Any = None) -> GivenSpan:
    fields = table(value)
    place = table(fields.get("globalOffsets")) or fields
    wording = string(fields.get("text"))
    return GivenSpan(
        string(label) or next(map(string, items(fields.get("labels"))), None),
        integer(place.get("start")),
        integer(place.get("end")),
        wording,
    )
