"""Looks for everything that can be wrong in a journal or a file of flat spans. Changes nothing and reads no files."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Literal, NamedTuple

from annotator.journal.copies import original_stem
from annotator.journal.fold import Fold
from annotator.journal.records import (
    Fields,
    JournalLine,
    NewerFormatError,
    is_refusal_id,
    numbered,
    owners,
    read_line,
)
from annotator.model import GOLD
from annotator.rules import BrokenRule, Ruleset
from annotator.text.sanitize import one_line

Severity = Literal["error", "warning"]


class CheckFinding(NamedTuple):
    """One thing that is wrong, or worth a look, in one line of a file."""

    line: int
    """Counted from 1."""
    severity: Severity
    kind: str
    """One word for programs: `unreadable`, `text`, `missing-text`, `length`, `duplicate` and so on."""
    message: str


class TextSources(NamedTuple):
    """How the texts are found that spans are checked against."""

    by_hash: Callable[[str, str], str | None]
    """From sha256 and article id to the text; `None` if there is none."""
    current: Callable[[str], tuple[str, str] | None]
    """From an article's id to the sha256 and text of the present file; `None` if there is none."""


class RuleFinding(NamedTuple):
    """A rule about spans that a span breaks."""

    line: int
    """Counted from 1."""
    rule: str
    article: str
    paragraph: int | None
    """Counted from 1; `None` where the text is nowhere."""
    label: str
    start: int
    end: int
    text: str | None
    message: str
    """What is wrong, in words of which the span is the subject."""
    other_line: int | None
    """Of the span that it breaks the rule with."""


class FileCheck(NamedTuple):
    """What was found in one file."""

    findings: list[CheckFinding]
    """By line."""
    broken: list[RuleFinding]
    """By article and place."""
    records: int
    """Readable lines."""
    spans: int
    """Spans that count."""
    hashes: set[str]
    """The sha256 of all texts that the file refers to."""


class _Entry(NamedTuple):
    """A span of a file, live or superseded."""

    line: int
    record: Fields
    owners: tuple[str, ...]
    live: bool


def verify(data: bytes, stem: str, texts: TextSources, labels: Collection[str], rules: Ruleset) -> FileCheck:
    """Check every line of a file's bytes.

    Args:
        data: the file's content.
        stem: the file's name without its ending: the annotator whose it should be.
        texts: how articles are found.
        labels: the names of the project's labels.
        rules: what counts as wrong about spans that can be read.
    """
    findings: list[CheckFinding] = []
    lines, flat = _read(data, stem, findings)
    findings += _versions(lines, stem)
    folds: dict[str, Fold] = {}
    for line in lines:
        folds.setdefault(line.head.annotator, Fold()).add(line)
    winning = {id(record) for fold in folds.values() for record in fold.records()}
    entries = [
        _Entry(line.number, line.record, (line.record["annotator"],), id(line.record) in winning) for line in lines
    ]
    spans = [entry for entry in entries if entry.record["op"] == "put"]
    spans += [_Entry(number, record, owners(record, original_stem(stem)), live=True) for number, record in flat]
    states = [entry for entry in entries if entry.record["op"] == "article"]
    live = [entry for entry in spans if entry.live]
    findings += _against_texts(spans, states, texts, movable=stem != GOLD and not flat)
    findings += _strangers(entries, stem)
    findings += _unknown_labels(live, labels)
    findings += _duplicates(live)
    if data and not data.endswith(b"\n"):
        last = data.count(b"\n") + 1
        findings.append(CheckFinding(last, "warning", "torn", "the last line has no end: the next record will add it"))
    findings.sort()
    hashes = {entry.record["sha256"] for entry in (*spans, *states)} - {None}
    return FileCheck(findings, _broken_rules(live, rules, texts), len(lines) + len(flat), len(live), hashes)


def verify_snapshot(name: str, data: bytes) -> CheckFinding | None:
    """Whether a snapshot's content is what its name, `<sha256>.txt`, says."""
    sha256 = hashlib.sha256(data).hexdigest()
    if f"{sha256}.txt" == name:
        return None
    return CheckFinding(
        1, "error", "snapshot", f"the content has the sha256 {sha256}, which is not its name: restore it"
    )


def _read(data: bytes, stem: str, findings: list[CheckFinding]) -> tuple[list[JournalLine], list[tuple[int, Fields]]]:
    lines: list[JournalLine] = []
    flat: list[tuple[int, Fields]] = []
    names: set[str] = set()
    for number, raw in numbered(data):
        try:
            found = read_line(raw, names, original_stem(stem), number)
            if isinstance(found, JournalLine):
                lines.append(found)
            else:
                flat.append((number, found))
        except NewerFormatError as error:
            findings.append(CheckFinding(number, "error", "newer", str(error)))
        except ValueError as error:
            findings.append(CheckFinding(number, "error", "unreadable", str(error)))
    return lines, flat


def _versions(lines: Iterable[JournalLine], stem: str) -> Iterator[CheckFinding]:
    """Ids that two things share, and revisions that say two things."""
    first: dict[str, JournalLine] = {}
    revisions: dict[tuple[str, str, int], JournalLine] = {}
    for line in lines:
        if is_refusal_id(line.record["id"]):
            continue  # the id tells what was refused: anybody who refuses the same writes it
        record, shown = line.record, one_line(line.record["id"], 60)
        other = first.setdefault(record["id"], line)
        # The states of one article share an id in a file of several annotators; in gold, anybody may revise a span.
        strangers = record["annotator"] != other.record["annotator"] and record["op"] != "article" and stem != GOLD
        if strangers or record["article"] != other.record["article"]:
            message = f"the id {shown} is of another article or annotator in line {other.number}"
            yield CheckFinding(line.number, "error", "collision", message)
        same = revisions.setdefault((record["annotator"], record["id"], record["rev"]), line)
        if same.raw != line.raw:
            message = f"revision {record['rev']} of {shown} says something else in line {same.number}: the later wins"
            yield CheckFinding(line.number, "warning", "revision", message)


def _against_texts(
    spans: list[_Entry], states: list[_Entry], texts: TextSources, *, movable: bool
) -> Iterator[CheckFinding]:
    """Spans and lengths that do not fit the text, texts that are gone, articles that have changed."""
    found: dict[tuple[str, str | None], str | None] = {}
    first: dict[tuple[str, str | None], int] = {}
    for entry in (*spans, *states):
        key = entry.record["article"], entry.record["sha256"]
        if key not in found:
            found[key] = _text(key, texts)
        first[key] = min(first.get(key, entry.line), entry.line)
    for key, line in first.items():
        if found[key] is None:
            yield CheckFinding(line, "error", "missing-text", _text_missing(key))
    yield from _stale([entry for entry in (*spans, *states) if entry.live], found, texts, movable=movable)
    for entry in spans:
        text = found[entry.record["article"], entry.record["sha256"]]
        message = None if text is None else _misfit(entry.record, text)
        if message and entry.live:
            yield CheckFinding(entry.line, "error", "text", message)
        elif message:
            yield CheckFinding(entry.line, "warning", "text", f"{message} (a later revision has replaced it)")
    for entry in states:
        text = found[entry.record["article"], entry.record["sha256"]]
        if text is not None and entry.record["length"] != len(text):
            message = f"says that {entry.record['article']} has {entry.record['length']} characters; it has {len(text)}"
            yield CheckFinding(entry.line, "error" if entry.live else "warning", "length", message)


def _text(key: tuple[str, str | None], texts: TextSources) -> str | None:
    article, sha256 = key
    if sha256 is not None:
        return texts.by_hash(sha256, article)
    current = texts.current(article)
    return None if current is None else current[1]


def _text_missing(key: tuple[str, str | None]) -> str:
    article, sha256 = key
    return (
        f"the text of {article} ({_version(sha256)}) is neither among the snapshots nor the articles: offsets unchecked"
    )


def _version(sha256: str | None) -> str:
    return f"sha256 {one_line(sha256, 12)}" if sha256 else "no sha256"


def _stale(
    live: list[_Entry], found: dict[tuple[str, str | None], str | None], texts: TextSources, *, movable: bool
) -> Iterator[CheckFinding]:
    """Spans and states that are of an article's earlier text, or of an article that has no file any more."""
    standing: dict[tuple[str, str], list[_Entry]] = {}
    for entry in live:
        if entry.record["sha256"] is not None:
            standing.setdefault((entry.record["article"], entry.record["sha256"]), []).append(entry)
    for key, entries in standing.items():
        article, sha256 = key
        line, count = min(entry.line for entry in entries), sum("start" in entry.record for entry in entries)
        what = f"{count} span{'s' * (count != 1)} of {article}" if count else f"the state of {article}"
        is_are = "are" if count > 1 else "is"
        current = texts.current(article)
        if current is None and found[key] is not None:
            message = f"{article} has no file that can be read: {what} {is_are} of the text that was kept ({_version(sha256)})"
            yield CheckFinding(line, "warning", "gone", message)
        elif current is not None and current[0] != sha256:
            moves = f": M in the screen moves {'them' if count > 1 else 'it'}" if count and movable else ""
            message = f"{what} {is_are} of an earlier text ({_version(sha256)}; now {current[0][:11]}…){moves}"
            yield CheckFinding(line, "warning", "stale", message)


def _misfit(record: Fields, text: str) -> str | None:
    start, end = record["start"], record["end"]
    if end > len(text):
        return f"the span {start}–{end} ends behind the text's last character, {len(text)}"
    if record["text"] is None or text[start:end] == record["text"]:
        return None
    shown = one_line(repr(text[start:end]), 50)
    return f"the span {start}–{end} is {one_line(repr(record['text']), 50)} here and {shown} in {record['article']}"


def _strangers(entries: Iterable[_Entry], stem: str) -> Iterator[CheckFinding]:
    """Records of another annotator than the file's name tells."""
    for name, (line, count) in _first_and_count((entry.owners[0], entry.line) for entry in entries).items():
        if stem != GOLD and not _is_copy(stem, name):
            yield CheckFinding(
                line, "warning", "annotator", f"{_records(count)} of {name}, whose file this is not by its name"
            )


def _is_copy(stem: str, name: str) -> bool:
    """Whether a file of this stem is the annotator's, or a copy as `kim.recovered-…`, `kim (2)`, `kim.sync-conflict-…`."""
    return stem == name or (stem.startswith(name) and not stem[len(name)].isalnum())


def _unknown_labels(spans: Iterable[_Entry], labels: Collection[str]) -> Iterator[CheckFinding]:
    for label, (line, count) in _first_and_count((entry.record["label"], entry.line) for entry in spans).items():
        if label not in labels:
            message = f"the label {one_line(label, 40)!r} ({_records(count)}) is none of the project's"
            yield CheckFinding(line, "warning", "label", message)


def _first_and_count(values: Iterable[tuple[str, int]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for value, line in values:
        first, count = found.get(value, (line, 0))
        found[value] = min(first, line), count + 1
    return found


def _records(count: int) -> str:
    return f"{count} record{'s' * (count != 1)}"


def _duplicates(spans: Iterable[_Entry]) -> Iterator[CheckFinding]:
    seen: dict[tuple[object, ...], int] = {}
    for entry in spans:
        record = entry.record
        for owner in entry.owners:
            key = owner, record["article"], record["sha256"], record["start"], record["end"], record["label"]
            first = seen.setdefault(key, entry.line)
            if first != entry.line:
                message = f"the {_place(record)} is there already, in line {first}"
                yield CheckFinding(entry.line, "error", "duplicate", message)
                break


def _place(record: Fields) -> str:
    return f"{one_line(record['label'], 40)} at {record['start']}–{record['end']} of {record['article']}"


class _Standing(NamedTuple):
    """A live span, as rules look at it."""

    start: int
    end: int
    label: str
    text: str | None
    attributes: dict[str, str]
    line: int


def _broken_rules(spans: Iterable[_Entry], rules: Ruleset, texts: TextSources) -> list[RuleFinding]:
    """What each annotator's spans of one text break; what several share is told once."""
    layers: dict[tuple[str, str | None], dict[str, list[_Standing]]] = {}
    for entry in spans:
        record = entry.record
        values = (record["start"], record["end"], record["label"], record.get("text"), record.get("attributes") or {})
        standing = _Standing(*values, entry.line)
        owned = layers.setdefault((record["article"], record["sha256"]), {})
        for owner in entry.owners:
            owned.setdefault(owner, []).append(standing)
    found: list[RuleFinding] = []
    for key, owned in sorted(layers.items(), key=lambda layer: layer[0][0]):
        problems = {
            (problem.span.line, problem.rule.name): problem
            for standing in owned.values()
            for problem in rules.broken(standing)
        }
        if problems:
            found += _placed(key[0], problems.values(), _text(key, texts))
    return found


def _placed(article: str, problems: Iterable[BrokenRule[_Standing]], text: str | None) -> Iterator[RuleFinding]:
    """Problems of one text, with the paragraphs in which they are."""
    from annotator.text.segments import paragraphs  # only where something is wrong

    starts = [start for start, _ in paragraphs(text)] if text is not None else []
    for problem in sorted(problems, key=lambda problem: problem.span[:3]):
        span, other = problem.span, problem.other
        paragraph = max(bisect_right(starts, span.start), 1) if starts else None
        place = (problem.rule.name, article, paragraph, span.label, span.start, span.end, span.text)
        yield RuleFinding(span.line, *place, problem.says, None if other is None else other.line)
