"""Where the numbers come from: who was read, which lines were not, and what flat spans do not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from annotator.agreement.table import Ints, Table
from annotator.journal.columns import Columns
from annotator.journal.records import Problem
from annotator.model import AnnotatorError
from annotator.text.sanitize import one_line, plural

_NAMED = 8


class Person(NamedTuple):
    """How far an annotator is, as the files say."""

    name: str
    done: int
    """Articles finished."""
    begun: int
    """Articles with a span or a mark, not finished."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The files.

    Attributes:
        people: everybody whom a record names, by name.
        empty: files without any line.
        problems: lines passed over, by file.
        flat: annotators known from flat spans alone, which say of no article that it is done.
        unnamed: articles with flat spans that more annotators finished than are named.
        nameable: whether the person who asked can name other files.
    """

    people: tuple[Person, ...] = ()
    empty: tuple[Path, ...] = ()
    problems: dict[Path, list[Problem]] = field(default_factory=dict)
    flat: tuple[str, ...] = ()
    unnamed: int = 0
    nameable: bool = True


class _Of(msgspec.Struct, gc=False):
    of: int | None = None


def sources_of(columns: Columns) -> Sources:
    """What columns say of the files that they were read from."""
    done = columns.done()
    here = np.zeros_like(done)
    here[columns.spans.article, columns.spans.annotator] = True
    here[columns.state_articles(), columns.state_owners] = True
    people = [
        Person(name, int(done[:, who].sum()), int((here[:, who] & ~done[:, who]).sum()))
        for who, name in enumerate(columns.annotators)
    ]
    tells = np.zeros(len(columns.annotators), dtype=np.bool_)
    tells[columns.state_owners] = True
    flat = np.unique(columns.spans.annotator[columns.flat_from :])
    flat = flat[~tells[flat]]
    return Sources(
        tuple(sorted(people)),
        tuple(path for path in columns.files.paths if path.is_file() and not path.stat().st_size),
        columns.problems,
        tuple(sorted(columns.annotators[who] for who in flat.tolist())),
        _unnamed(columns, done.sum(axis=1)) if len(flat) else 0,
    )


def _unnamed(columns: Columns, finishers: Ints) -> int:
    """In how many articles the first flat line gives more finishers than are named in all of them."""
    article, place = (column[columns.flat_from :] for column in (columns.spans.article, columns.spans.place))
    _, first = np.unique(article, return_index=True)
    first = first[np.argsort(place[first], kind="stable")]
    decode = msgspec.json.Decoder(_Of).decode
    lines = columns.files.lines(place[first].tolist())
    told = [0 if raw is None else decode(raw).of or 0 for raw in lines]
    return int((np.array(told, dtype=np.int64) > finishers[article[first]]).sum())


def refuse_foreign(sources: Sources, paths: Sequence[Path]) -> None:
    """Refuse a file of which no line could be read.

    Raises:
        AnnotatorError: naming the first such file.
    """
    for path in paths:
        problems = sources.problems.get(path, [])
        if problems and _has_no_other_line(path, len(problems)):
            shown, first = one_line(str(path)), problems[0]
            raise AnnotatorError(
                f"{shown}: no line of it is a record (line {first.line}: {first.message}): name a journal or a file of "
                f"flat spans; work of other tools comes in with `annotator import {shown}`"
            )


def _has_no_other_line(path: Path, count: int) -> bool:
    try:
        with path.open("rb") as file:
            lines = 0
            for line in file:
                lines += not line.isspace()
                if lines > count:
                    return False
    except OSError:
        return False
    return True


def check(table: Table, sources: Sources | None = None, of: str = "") -> None:
    """Refuse a table in which there is nothing to compare.

    Args:
        table: what is to be compared.
        sources: the files that it was read from, if they are known.
        of: what it is of, if not of the run itself, such as `the baseline: `.

    Raises:
        AnnotatorError: saying who was read, and what to do.
    """
    sources = sources or Sources()
    read = _read(sources)
    done = table.done.sum(axis=0).tolist()
    busy = [one_line(name, 40) for name, count in zip(table.annotators, done, strict=True) if count]
    imported = ", or for imported work without such marks import it again with `annotator import --done`"
    if not busy:
        raise AnnotatorError(
            f"{of}nobody has finished an article here{read}: mark articles done (key d){imported}, and ask again"
        )
    if len(busy) == 1:
        others = [person for person in sources.people if one_line(person.name, 40) != busy[0]]
        more = "name the others' files too" if sources.nameable else "have somebody else annotate the same articles"
        todo = f"have the others mark theirs done (key d){imported}" if others else more
        raise AnnotatorError(f"{of}only {busy[0]} has finished articles here{read}: agreement needs two: {todo}")
    if not (table.finishers >= 2).any():
        apart = " (those that two finished have differing texts)" if table.apart else ""
        raise AnnotatorError(
            f"{of}no article was finished by two annotators{apart}{read}: have two people finish the same ones"
        )


def _read(sources: Sources) -> str:
    """` (kim 3 articles done; lee none done, 2 begun; mo.jsonl is empty)`."""
    told = [
        f"{one_line(person.name, 40)}: {plural(person.done, 'article')} done"
        + f", {person.begun} begun" * (person.begun > 0)
        for person in sources.people[:_NAMED]
    ]
    if len(sources.people) > _NAMED:
        told.append(f"and {len(sources.people) - _NAMED} more people")
    told += [f"{one_line(path.name, 60)} is empty" for path in sources.empty[:_NAMED]]
    return f" ({'; '.join(told)})" if told else ""
