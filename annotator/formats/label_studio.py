"""JSON tasks for Label Studio, with the labelling configuration that they belong to.

Offsets are code points: Label Studio's editor turns JavaScript's lengths into code points before it stores them, and back
when it reads them (`charsToCodePoints` and `codePointsToChars` in its `utils/selection-tools.js`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import orjson

from annotator.dataset.dataset import Dataset, FileContents
from annotator.dataset.document import Document
from annotator.formats import Exported, Format, NotTaken, Source, SourceDocument, SourceSpan
from annotator.formats.parsing import article_name, integer, items, objects, string, table
from annotator.formats.schema import a_file_a_part, attribute_names
from annotator.formats.views import VOTES, in_xml, labels_of, lost, text_of
from annotator.journal.records import Fields
from annotator.model import GOLD
from annotator.text.sanitize import plural

FORMAT = Format("`start` and `end` of each `value`", votes=False, needs_text=True, single=".json")
CONFIG = "label_config.xml"
CONTROL, OBJECT, NOTE = "label", "text", "note"
PREFIX = "attribute."
"""What the name of a control begins with that holds an attribute."""
_WHERE = ".htx-text, .lsf-htx-richtext, .lsf-richtext__line"
"""Where Label Studio draws the text: the first up to 1.7, the others since."""
_SEVERAL = (
    "Of the annotations of a task that with ground_truth true is the dataset's; each other one is what one annotator "
    "alone gave: it is no more data to train on."
)


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.json`: a task an article, the dataset's spans as ground truth, each annotator's as an annotation of their own."""
    files = {f"{part}.json": partial(_tasks, documents) for part, documents in dataset.parts.items()}
    several = any(entry.own for entry in dataset.entries)
    return Exported(
        FileContents({**files, CONFIG: lambda: [_config(dataset)]}),
        lambda: lost(dataset, VOTES) | _renamed(dataset),
        configs=lambda: a_file_a_part(dataset, ".json", {"data": "json", "annotations": "json"}),
        sentences=lambda: (_SEVERAL,) if several else (),
    )


def _renamed(dataset: Dataset) -> dict[str, int]:
    """How many labels and names of attributes cannot stand in the configuration, which is XML."""
    count = sum(in_xml(name)[1] > 0 for name in (*labels_of(dataset), *attribute_names(dataset)))
    return (
        {"labels and names with control characters in label_config.xml (U+FFFD stands for each)": count}
        if count
        else {}
    )


def _tasks(documents: Iterable[Document]) -> Iterator[bytes]:
    """A list of the documents' tasks."""
    before = b"["
    for document in documents:
        yield before + orjson.dumps(_task(document))
        before = b","
    yield b"]\n" if before == b"," else b"[]\n"


def _task(document: Document) -> dict[str, Any]:
    annotations = [{"id": 1, "ground_truth": True, "result": _results(document, document.spans)}]
    for number, (name, spans) in enumerate(document.own.items(), 2):
        results = _results(document, spans)
        annotations.append({"id": number, "ground_truth": False, "created_username": name, "result": results})
    data: dict[str, Any] = {OBJECT: text_of(document), "article": document.id, "sha256": document.sha256}
    if document.own:
        # Label Studio drops the names and keeps the ids, as `import_id`, and all data.
        data["annotators"] = {"1": GOLD} | {str(number): name for number, name in enumerate(document.own, 2)}
    return {"data": data, "annotations": annotations}


def _results(document: Document, spans: Iterable[Fields]) -> list[dict[str, Any]]:
    return [result for span in spans for result in _regions(document, span)]


def _regions(document: Document, span: Fields) -> Iterator[dict[str, Any]]:
    """The region of a span, then what is noted of it, each of which bears the region's id."""
    start, end = span["start"], span["end"]
    place = {"start": start, "end": end}
    identity = hashlib.sha256(f"{document.id} {start} {end} {span['label']}".encode()).hexdigest()[:10]
    region = {**place, "text": text_of(document)[start:end], "labels": [span["label"]]}
    yield _control(identity, CONTROL, "labels", region)
    for name, value in (span["attributes"] or {}).items():
        yield _control(identity, PREFIX + name, "textarea", {**place, "text": [value]})
    if span["note"]:
        yield _control(identity, NOTE, "textarea", {**place, "text": [span["note"]]})


def _control(identity: str, name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": identity, "from_name": name, "to_name": OBJECT, "type": kind, "origin": "manual", "value": value}


def _config(dataset: Dataset) -> bytes:
    """The labelling configuration: without the style white space would be trimmed, and offsets move."""
    labels = labels_of(dataset)
    areas = [*(PREFIX + name for name in attribute_names(dataset)), NOTE]
    lines = [
        "<View>",
        f"  <Style>{_WHERE} {{ white-space: pre-wrap; }}</Style>",
        f'  <Labels name="{CONTROL}" toName="{OBJECT}">',
        *(f"    <Label value={quoteattr(in_xml(label)[0])}/>" for label in labels),
        "  </Labels>",
        f'  <Text name="{OBJECT}" value="${OBJECT}"/>',
        *(f'  <TextArea name={quoteattr(in_xml(name)[0])} toName="{OBJECT}" perRegion="true"/>' for name in areas),
        "</View>",
    ]
    return "\n".join([*lines, ""]).encode()


_LABELS = ("labels", "hypertextlabels")
_NOTED = ("textarea", "choices", "taxonomy", "rating", "number")
_OTHER = "other result"
_OURS = frozenset({"article", "sha256"})
_SMALL = frozenset({"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "annotators", *_OURS})
"""Fields of small tasks that are neither data nor labels."""
_NO_PLACE = "value of other controls"


def read(path: Path) -> Source:
    """A document an annotation; a task without any is a document that nobody has finished."""
    left: list[NotTaken] = []
    others: Counter[str] = Counter()
    tasks = list(objects(path, left))
    usual = _usual_field(task for _, task in tasks)
    documents = [document for where, task in tasks for document in _documents(where, task, usual, others)]
    silent, no_place = others.pop(_OTHER, 0), others.pop(_NO_PLACE, 0)
    told = [f"{plural(count, what)} left" for what, count in sorted(others.items()) if count]
    if silent:
        told.append(f"{plural(silent, 'result')} that {'labels' if silent == 1 else 'label'} no text left")
    if no_place:
        values = "value" if no_place == 1 else "values"
        told.append(f"{no_place:,} {values} of other controls left: JSON-MIN does not say of which span: export JSON")
    return Source(documents, left=left, told=told)


def _documents(where: str, task: Fields, usual: str | None, others: Counter[str]) -> Iterator[SourceDocument]:
    data = table(task.get("data")) or task
    others["prediction"] += len(items(task.get("predictions")))
    others["draft"] += len(items(task.get("drafts")))
    sha256 = string(data.get("sha256"))
    if "data" not in task and "completions" not in task:
        regions = _small_regions(task)
        spans = [span for region in regions for span in _labelled(region, region)]
        field = _text_field(data, [{"value": region} for region in regions], usual)
        others[_NO_PLACE] += sum(_noted_apart(name, value) for name, value in task.items() if name != field)
        article, text = _article(data, field), field and string(data[field])
        yield SourceDocument(where, spans, article, text, sha256, _name(task.get("annotator")), finished=True)
        return
    annotations = items(task.get("annotations")) or items(task.get("completions"))
    brought = Counter(_annotator(one) for one in annotations if table(one).get("import_id") is not None)
    for number, annotation in enumerate(annotations, 1):
        if not isinstance(annotation, dict):
            continue
        if annotation.get("was_cancelled"):
            others["cancelled annotation"] += 1
            continue
        results = [result for result in items(annotation.get("result")) if isinstance(result, dict)]
        _count(results, others)
        field = _text_field(data, results, usual)
        # What one user brought in for others is as little that user's as theirs together.
        known = string(table(data.get("annotators")).get(str(annotation.get("import_id"))))
        who = _annotator(annotation)
        yield SourceDocument(
            f"{where}, annotation {number}" if len(annotations) > 1 else where,
            list(_spans(results)),
            _article(data, field),
            field and string(data[field]),
            sha256,
            known or (None if brought[who] > 1 and annotation.get("import_id") is not None else who),
            finished=True,
        )


def _count(results: list[Fields], others: Counter[str]) -> None:
    """What is no label, and is not noted of a region with one."""
    regions = {str(result.get("id")) for result in results if result.get("type") in _LABELS}
    for result in results:
        kind = result.get("type")
        if kind == "relation":
            others["relation"] += 1
        elif kind not in _LABELS and not (kind in _NOTED and str(result.get("id")) in regions):
            others[_OTHER] += 1


def _small_regions(task: Fields) -> list[Fields]:
    """The regions of a small task, under whatever name the labels have in the project."""
    lists = (items(value) for name, value in task.items() if name != "predictions")
    return [table(item) for found in lists for item in found if "start" in table(item) and "end" in table(item)]


def _noted_apart(name: str, value: Any) -> int:
    """How many values of a small task are of controls that a full export ties to regions."""
    if name in _SMALL or name == "predictions":
        return 0
    if isinstance(value, list):
        return sum(not {"start", "end"} <= table(item).keys() for item in value)
    return int(isinstance(value, dict) or (value not in {None, ""} and (name == NOTE or name.startswith(PREFIX))))


def _annotator(annotation: Any) -> str | None:
    annotation = table(annotation)
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


def _usual_field(tasks: Iterator[Fields]) -> str | None:
    """The field that holds the text in most tasks, as quoted words show."""
    found: Counter[str] = Counter()
    for task in tasks:
        data = table(task.get("data")) or task
        annotations = items(task.get("annotations")) or items(task.get("completions"))
        results = [result for annotation in annotations for result in items(table(annotation).get("result"))]
        name = _quoted_in(data, [table(result) for result in results])
        found.update([name] if name is not None else [])
    return found.most_common(1)[0][0] if found else None


def _quoted_in(data: Fields, results: list[Fields]) -> str | None:
    """The one field in which most of the quoted words stand."""
    words = [word for result in results if (word := string(table(result.get("value")).get("text")))]
    scores = {
        name: score
        for name, text in data.items()
        if isinstance(text, str) and name not in _names_in(data) and (score := sum(word in text for word in words))
    }
    best = [name for name, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 else None


def _names_in(data: Fields) -> frozenset[str]:
    """The fields that are never the text: in a task of this program's the article's name."""
    return _OURS if "sha256" in data else frozenset()


def _article(data: Fields, field: str | None) -> str | None:
    """The article's name, where the field `article` is not the text itself, nor several lines."""
    return None if field == "article" else article_name(data.get("article"))


def _text_field(data: Fields, results: list[Fields], usual: str | None) -> str | None:
    """The field that was labelled, if the task tells which of its fields that is."""
    labelled = [result for result in results if result.get("type") in _LABELS]
    # A result calls the field that it labels by its object's name, or in old versions by the field's own (`$text`).
    names = {string(result.get("to_name")) for result in labelled}
    names |= {(string(result.get("source")) or "").removeprefix("$") for result in labelled}
    named = [name for name in names if name and isinstance(data.get(name), str)]
    for name in (named[0] if len(named) == 1 else None, _quoted_in(data, results), usual, "text"):
        if name is not None and string(data.get(name)):
            return name
    fields = [name for name, value in data.items() if isinstance(value, str)]
    found = [name for name in fields if name not in _OURS] or [name for name in fields if name not in _names_in(data)]
    if len(found) != 1:
        return None
    # A word that says where a picture or a sound is, is no text.
    text = data[found[0]]
    is_address = len(text.split()) == 1 and (text.startswith(("/", "data:")) or "://" in text)
    return None if is_address or not text else found[0]


def _spans(results: list[Fields]) -> Iterator[SourceSpan]:
    """Regions, each with what is noted of it in results of the same id."""
    notes: dict[str, dict[str, str]] = {}
    for result in results:
        name, identity, text = string(result.get("from_name")), string(result.get("id")), _noted(result)
        if name and identity and text:
            notes.setdefault(identity, {})[name] = text
    for result in results:
        kind = result.get("type")
        if kind in _LABELS:
            noted = notes.get(string(result.get("id")) or "", {})
            attributes = {name.removeprefix(PREFIX): text for name, text in noted.items() if name != NOTE}
            value = table(result.get("value"))
            for span in _labelled(value, {"labels": value.get(str(kind))}):
                yield span._replace(attributes=attributes, note=noted.get(NOTE))


def _noted(result: Fields) -> str:
    """What a text area, choice or number says."""
    kind, value = result.get("type"), table(result.get("value"))
    if kind == "textarea":
        return "\n".join(text for text in items(value.get("text")) if isinstance(text, str))
    if kind == "taxonomy":
        return "; ".join("/".join(map(str, items(path))) for path in items(value.get(kind)))
    if kind == "choices":
        return "; ".join(choice for choice in items(value.get(kind)) if isinstance(choice, str))
    found = value.get(str(kind))
    return str(found) if kind in _NOTED and type(found) in {int, float} else ""


def _labelled(place: Fields, labels: Fields) -> Iterator[SourceSpan]:
    """A span for each label of a region."""
    found = next((items(labels.get(name)) for name in _LABELS if items(labels.get(name))), [None])
    where = table(place.get("globalOffsets")) or place
    for label in found:
        yield SourceSpan(
            string(label), integer(where.get("start")), integer(where.get("end")), string(place.get("text"))
        )
