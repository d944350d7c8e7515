"""A small project with annotators who disagree, and what adjudicates it, for tests of adjudication."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import orjson
from hypothesis import strategies as st

from annotator.adjudication.adjudicator import Adjudication
from annotator.adjudication.cut import CutPassages, cut_passages
from annotator.adjudication.gold import adjudication_of, read_annotators
from annotator.adjudication.passage_status import gold_spans
from annotator.adjudication.passages import Passage
from annotator.adjudication.ruled_passages import Passages
from annotator.journal.columns import read_columns
from annotator.journal.records import Fields
from annotator.merge import Keep
from annotator.project import ProjectFolder

TEXT = "Prices rose 4 per cent, he said: “We lost 4 million euros, a lot.” It rained in June, too. Buy Kettlo tea!\n"
NAME = "market"
SHA = hashlib.sha256(TEXT.encode()).hexdigest()

Place = tuple[int, int, str]
Work = dict[str, list[Place]]
"""By annotator, what they gave; all have finished the article."""


def at(wording: str, label: str) -> Place:
    """Where a wording stands first."""
    start = TEXT.index(wording)
    return start, start + len(wording), label


NUMBER_WORK: Work = {"kim": [at("4 million", "number")], "lee": [at("4 million euros", "number")]}
"""One passage."""


def lines_of(name: str, places: Iterable[Place], article: str = NAME) -> list[bytes]:
    """The lines of an annotator's journal."""
    about = {"article": article, "sha256": SHA, "annotator": name, "at": "2026-11-22T05:20:15.123Z"}
    puts = [
        {"v": 1, "op": "put", "id": f"{name}:{start}-{end}-{label}", "rev": 1, **about, "start": start, "end": end}
        | {"label": label, "text": TEXT[start:end], "origin": "hand", "attributes": {}, "note": None}
        for start, end, label in dict.fromkeys(places)
    ]
    state = {
        "v": 1,
        "op": "article",
        "id": f"article:{article}",
        "rev": 1,
        **about,
        "length": len(TEXT),
        "state": "done",
    }
    return [orjson.dumps(record) for record in [*puts, state]]


def write(folder: Path, work: Work) -> ProjectFolder:
    """The project with these annotators' journals, replaced as others would by editing."""
    (folder / "seeds").mkdir(exist_ok=True)
    (folder / "annotations").mkdir(exist_ok=True)
    (folder / "seeds" / f"{NAME}.txt").write_bytes(TEXT.encode())
    for name, places in work.items():
        (folder / "annotations" / f"{name}.jsonl").write_bytes(
            b"".join(line + b"\n" for line in lines_of(name, places))
        )
    return ProjectFolder.find(folder)


def cut_of(folder: Path, work: Work, names: Sequence[str] | None = None) -> CutPassages:
    """The passages of these annotators' files, read in this order."""
    project = write(folder, work)
    return cut_passages(read_columns([project.journal_path(name) for name in names or list(work)]))


def opened(project: ProjectFolder, decider: str = "ada", rule: Keep | None = None) -> Adjudication:
    """The adjudication of the project's journals."""
    adjudication = adjudication_of(project, read_annotators(project, project.journals()), decider, rule)
    assert adjudication.begin() is None
    return adjudication


def closed(adjudication: Adjudication) -> None:
    adjudication.session.journal.close()


def gold(adjudication: Adjudication) -> list[Place]:
    """Where gold's spans stand."""
    return [place(span) for span in gold_spans(adjudication.statuses, adjudication.records.fold)]


def place(fields: Fields) -> Place:
    return fields["start"], fields["end"], fields["label"]


def live(adjudication: Adjudication) -> list[Place]:
    """The spans that anybody finds who folds gold's journal and knows nothing of decisions."""
    return sorted(place(record) for record in adjudication.records.fold.live(NAME))


def passage_at(adjudication: Adjudication, *places: Place) -> Passage:
    """The passage of just these spans."""
    for status in (*adjudication.statuses.disputed, *adjudication.statuses.agreed):
        if {span.place for span in status.passage.spans} == set(places):
            return status.passage
    raise AssertionError("there is no such passage")


def passages_of(folder: Path, work: Work, rule: Keep = "unanimous") -> Passages:
    return Passages(cut_of(folder, work), rule)


LABELS = ("claim", "quote", "number")


def places() -> st.SearchStrategy[list[Place]]:
    """Spans that meet often: few boundaries, few labels."""
    cuts = st.sampled_from([0, 4, 11, 12, 23, 33, 40, 57, 66, 88])
    one = st.tuples(cuts, cuts, st.sampled_from(LABELS)).filter(lambda place: place[0] < place[1])
    return st.lists(one, max_size=6, unique=True)


def works(least: int = 2) -> st.SearchStrategy[Work]:
    """Two to four annotators."""
    names = st.sampled_from([("kim", "lee"), ("kim", "lee", "mo"), ("kim", "lee", "mo", "nia")])
    return names.filter(lambda found: len(found) >= least).flatmap(
        lambda found: st.fixed_dictionaries({name: places() for name in found})
    )
