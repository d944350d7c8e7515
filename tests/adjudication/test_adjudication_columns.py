"""Laws of passages as columns: what competes, what a sketch says, and that opening makes no passages."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings

from annotator.adjudication import cut as cutting
from annotator.adjudication.cut import CutPassages, cut_passages
from annotator.adjudication.passages import Passage, VotedSpan, passage_of_spans
from annotator.errors import AnnotatorError
from annotator.journal.columns import read_columns
from tests.adjudication.adjudicating import NUMBER_WORK, Work, closed, cut_of, lines_of, opened, works, write
from tests.making import examples


def everything(cut: CutPassages) -> list[Passage]:
    return [passage for article in cut.articles for passage in cut.of_article(article)]


def instead(one: VotedSpan, other: VotedSpan, spans: list[VotedSpan]) -> bool:
    """Whether somebody has the one, and somebody else the other instead of it."""
    mine, theirs = set(one.annotators) - set(other.annotators), set(other.annotators) - set(one.annotators)
    shared = min(one.end, other.end) - max(one.start, other.start)
    if shared <= 0 or not mine or not theirs:
        return False
    if one.label == other.label:
        return True
    if Fraction(shared, max(one.end, other.end) - min(one.start, other.start)) < Fraction(1, 2):
        return False

    def have_it_too(span: VotedSpan) -> set[str]:
        alike = (s for s in spans if s.label == span.label and s.start < span.end and span.start < s.end)
        return {name for s in alike for name in s.annotators}

    return bool(theirs - have_it_too(one)) and bool(mine - have_it_too(other))


@given(works())
@settings(max_examples=examples(60), deadline=None)
def test_spans_are_one_passage_where_a_chain_of_spans_given_instead_of_each_other_joins_them(work: Work) -> None:
    with tempfile.TemporaryDirectory() as name:
        passages = everything(cut_of(Path(name), work))
    spans = [span for passage in passages for span in passage.spans]
    group = {span.place: {span.place} for span in spans}
    for one, other in combinations([span for span in spans if span.support < span.of], 2):
        if instead(one, other, spans):
            joined = group[one.place] | group[other.place]
            group |= dict.fromkeys(joined, joined)
    assert [{span.place for span in passage.spans} for passage in passages] == [
        group[passage.spans[0].place] for passage in passages
    ]
    firsts = [(p.spans[0].start, -p.spans[0].end, p.spans[0].label) for p in passages]
    assert firsts == sorted(firsts)


@given(works())
@settings(max_examples=examples(30), deadline=None)
def test_outlines_sketches_and_passages_tell_the_same(work: Work) -> None:
    with tempfile.TemporaryDirectory() as name:
        cut = cut_of(Path(name), work)
        passages = everything(cut)
        outlines = [outline for article in cut.articles for outline in cut.outlines(article)]
        numbers = cut.passage[:0].copy()
        numbers.resize(len(cut))
        numbers[:] = range(len(cut))
        sketches = list(cut.sketches(numbers))
        assert list(cut.each(numbers)) == passages
    assert [(o.number, o.id, o.places) for o in outlines] == [
        (i, p.id, [span.place for span in p.spans]) for i, p in enumerate(passages)
    ]
    for sketch, passage in zip(sketches, passages, strict=True):
        assert sketch._replace(id=passage.id, spans=passage.spans) == passage
        assert [(s.place, s.text, s.annotators) for s in sketch.spans] == [
            (s.place, s.text, s.annotators) for s in passage.spans
        ]


@pytest.mark.parametrize("articles", [1, 40])
def test_opening_makes_the_passages_of_no_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, articles: int
) -> None:
    project = write(tmp_path, {})
    for name, places in NUMBER_WORK.items():
        lines = [
            line.replace(b'"id":"', b'"id":"%d-' % number) if b'"put"' in line else line
            for number in range(articles)
            for line in lines_of(name, places, f"article-{number}")
        ]
        project.journal_path(name).write_bytes(b"".join(line + b"\n" for line in lines))
    made: list[str] = []
    make = passage_of_spans

    def counted(spans: tuple[VotedSpan, ...], *rest: object) -> Passage:
        made.append(spans[0].about[0])
        return make(spans, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(cutting, "passage_of_spans", counted)
    adjudication = opened(project)
    assert (len(adjudication.open_passages), made) == (articles, [])
    assert adjudication.open_passages[-1].article in made
    assert set(made) == {adjudication.open_passages[-1].article}
    closed(adjudication)


def test_a_journal_may_grow_while_its_passages_are_decided_but_not_be_written_anew(tmp_path: Path) -> None:
    project = write(tmp_path, NUMBER_WORK)
    cut = cut_passages(read_columns(project.journals()))
    path = project.journal_path("kim")
    lines = path.read_bytes()
    with path.open("ab") as file:
        file.writelines(line + b"\n" for line in lines_of("kim", [], "another"))
    assert [span.text for passage in everything(cut) for span in passage.spans] == ["4 million euros", "4 million"]
    cut = cut_passages(read_columns(project.journals()))
    path.write_bytes(lines[1:] + b"\n")
    with pytest.raises(AnnotatorError, match="was changed"):
        everything(cut)
