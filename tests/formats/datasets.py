"""Datasets made in memory, and what comes back when their files are read in again."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from annotator.dataset.dataset import Dataset, DatasetContents, Said
from annotator.dataset.document import Document, Documents
from annotator.formats import Exported, Source, reader, writer
from annotator.importing.align import FittedSpan, ImportOptions, Intake
from annotator.importing.find_article import Library
from annotator.journal.records import Fields
from annotator.merge import LeftOut
from annotator.model import Meta
from annotator.project import ProjectFolder
from tests.making import texts

LABELS = ("claim", "quote", "number", "ad")
NAME = "council"


def flat(text: str, start: int, end: int, label: str, **more: Any) -> Fields:
    """A flat span of a text, by kim."""
    votes = {"annotators": ["kim"], "support": 1, "of": 1, "origin": "hand", "attributes": {}, "note": None}
    about = {"article": NAME, "sha256": sha256(text), "start": start, "end": end, "label": label}
    return {**about, "text": text[start:end], **votes, **more}


def sha256(text: str) -> str:
    """Of the file that holds the text."""
    return hashlib.sha256(text.encode()).hexdigest()


def document(
    text: str, spans: Sequence[Fields], name: str = NAME, own: Mapping[str, list[Fields]] | None = None
) -> Document:
    """An article of a dataset."""
    return Document(name, sha256(text), len(text), text, Meta(), list(spans), own or {})


def dataset(*documents: Document) -> Dataset:
    """A dataset of one part."""
    given = Documents.of(documents)
    return Dataset({"data": given}, DatasetContents(given, LeftOut({}), ["kim"], [], 0, Said()))


def export(to: str, *documents: Document, with_text: bool = True) -> Exported:
    """The files of a format."""
    return writer(to)(dataset(*documents), with_text=with_text)


def project_of(root: Path, **articles: str) -> ProjectFolder:
    """A project with these texts."""
    (root / "seeds").mkdir(parents=True)
    for name, text in articles.items():
        (root / "seeds" / f"{name}.txt").write_bytes(text.encode())
    return ProjectFolder(root)


def settle(project: ProjectFolder, given: Source, **choice: Any) -> Intake:
    """What a source adds up to in a project."""
    settled = Intake(Library(project), ImportOptions(**{"name": "lee", **choice}))
    settled.take(given)
    return settled


def there_and_back(to: str, text: str, spans: Sequence[Fields], sources: Sequence[str]) -> list[FittedSpan]:
    """The spans that come back from the files `sources` of an export, all of which must fit."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        project = project_of(root / "project", **{NAME: text})
        for name, data in export(to, document(text, spans)).files.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(data)
        found: list[FittedSpan] = []
        for source in sources:
            settled = settle(project, reader(to)(root / source))
            assert settled.left == []
            assert {article for _, article, _ in settled.works} <= {NAME}
            found += [span for work in settled.works.values() for span in work.spans.values()]
        return found


@st.composite
def spans_in(draw: st.DrawFn, text: str, attributes: bool = True) -> list[Fields]:
    """Spans of a text, which nest and cross as they come, each range and label once."""
    if not text:
        return []
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)), st.sampled_from(LABELS))
    places = draw(st.lists(ends.filter(lambda place: place[0] < place[1]), max_size=6, unique=True))
    some = texts(8).filter(bool)
    return [
        flat(
            text,
            *place,
            attributes=draw(st.dictionaries(some, some, max_size=2)) if attributes else {},
            note=draw(st.none() | some),
        )
        for place in places
    ]


def ranges(spans: Sequence[FittedSpan] | Sequence[Fields]) -> set[tuple[int, int, str]]:
    """Where spans stand, and what they are called."""
    return {
        (s.start, s.end, s.label) if isinstance(s, FittedSpan) else (s["start"], s["end"], s["label"]) for s in spans
    }


def everything(spans: Sequence[FittedSpan] | Sequence[Fields]) -> list[tuple[Any, ...]]:
    """All that annotators say of spans."""
    return sorted(
        (s.start, s.end, s.label, sorted(s.attributes.items()), s.note or "")
        if isinstance(s, FittedSpan)
        else (s["start"], s["end"], s["label"], sorted(s["attributes"].items()), s["note"] or "")
        for s in spans
    )
