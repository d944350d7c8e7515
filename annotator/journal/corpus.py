"""Several files at once: whose spans they hold, and which articles each annotator has finished."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from annotator.journal.bulk import no_cycles_expected
from annotator.journal.copies import is_of_gold, original_stem
from annotator.journal.flat import flat_fields, flat_span, is_flat, owners
from annotator.journal.fold import Fold
from annotator.journal.journal import read_journal_bytes
from annotator.journal.records import Fields, NewerFormatError, Problem, numbered, parse, parse_json
from annotator.model import GOLD, AnnotatorError
from annotator.text.sanitize import one_line


class Work(NamedTuple):
    """What one annotator did, all files folded together."""

    annotator: str
    spans: dict[str, list[Fields]]
    """By article, in reading order; each has at least `article, start, end, label, sha256, attributes, note`."""
    states: dict[str, Fields]
    """By article: the winning `article` record. Empty where the file had none at all."""

    def has_annotated(self, article: str) -> bool:
        """Whether the article counts: its state is done, or, without any state records, it holds a span."""
        if self.states:
            state = self.states.get(article)
            return state is not None and state["state"] == "done"
        return bool(self.spans.get(article))


class Corpus(NamedTuple):
    """The folded content of all files read."""

    works: dict[str, Work]
    """By annotator, in the order of their names."""
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""

    @property
    def articles(self) -> list[str]:
        """The ids of all articles that anybody finished or holds a span in, sorted."""
        return sorted({a for work in self.works.values() for a in (*work.spans, *work.states)})

    def finishers(self, article: str) -> list[str]:
        """The names of those who have annotated the article, sorted."""
        return [name for name, work in self.works.items() if work.has_annotated(article)]

    def length(self, article: str) -> int | None:
        """The article's code points as its state records say; `None` if nobody recorded them."""
        found = [w.states[article]["length"] for w in self.works.values() if article in w.states]
        return max(found, default=None)


def read_corpus(paths: Iterable[Path]) -> Corpus:
    """Fold journals and flat span files, in any order and number, into each annotator's work.

    A journal's record belongs to the annotator that it names; in gold's journal to `GOLD`, whoever decided. A flat span
    belongs to its `annotators`, else its `annotator`, else the file's stem.

    Raises:
        AnnotatorError: if a file is missing, unreadable, or holds records of a newer format.
    """
    folds: dict[str, Fold] = {}
    flat: dict[str, list[Fields]] = {}
    problems: dict[Path, list[Problem]] = {}
    for path in paths:
        data = read_journal_bytes(path)
        if data is None:
            raise AnnotatorError(
                f"{one_line(str(path))}: there is no such file: name a journal or a file of flat spans"
            )
        with no_cycles_expected():
            wrong = _read_file(data, path, folds, flat)
        if wrong:
            problems[path] = wrong
    # Each is given up as soon as its work is known: the lines take more room than what stands in them.
    works = {name: _work(name, folds.pop(name, None), flat.pop(name, [])) for name in sorted({*folds, *flat})}
    return Corpus(works, problems)


def _read_file(data: bytes, path: Path, folds: dict[str, Fold], flat: dict[str, list[Fields]]) -> list[Problem]:
    problems = []
    names: set[str] = set()
    in_gold = is_of_gold(path)
    for number, raw in numbered(data):
        try:
            # A journal's lines begin with its version; only others are read twice.
            ours = raw.startswith(b'{"v":')
            if not ours and (span := flat_fields(raw)) is not None:
                _add_flat(span, path, flat)
                continue
            fields = {} if ours else parse_json(raw)
            if is_flat(fields):
                _add_flat(flat_span(fields).model_dump(), path, flat)
            else:
                line = parse(raw, names)
                folds.setdefault(GOLD if in_gold else line.head.annotator, Fold()).add(line)
        except NewerFormatError as error:
            raise AnnotatorError(f"{one_line(str(path))}: line {number} {error}") from None
        except ValueError as error:
            problems.append(Problem(number, str(error)))
    return problems


def _add_flat(span: Fields, path: Path, flat: dict[str, list[Fields]]) -> None:
    for owner in owners(span, original_stem(path.stem)):
        flat.setdefault(owner, []).append(span)


def _work(name: str, fold: Fold | None, flat: list[Fields]) -> Work:
    spans: dict[str, list[Fields]] = {}
    states: dict[str, Fields] = {}
    for record in fold.records() if fold else ():
        if record["op"] == "put":
            spans.setdefault(record["article"], []).append(record)
        elif record["op"] == "article":
            states[record["article"]] = record
    for span in flat:
        spans.setdefault(span["article"], []).append(span)
    for found in spans.values():
        found.sort(key=_place)
    return Work(name, spans, states)


def _place(record: Fields) -> tuple[int, int, str, str]:
    """The reading order, also of flat spans, which have no id."""
    return record["start"], -record["end"], record["label"], record.get("id", "")
