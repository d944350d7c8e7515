"""Rules about spans: what breaks which, in time that grows with the spans, and kept up to date as spans change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from annotator.broken_rules import BrokenRules, mended
from annotator.errors import AnnotatorError
from annotator.model import DEFAULT_LABELS, Label, Span
from annotator.project import ProjectFolder
from annotator.rules import CONDITIONS, RULES, OwnRule, Ruleset, RuleSettings
from annotator.session import Session
from annotator.settings import read_settings
from annotator.span_index import SpanIndex, crosses
from annotator.text.edges import clean
from tests.making import span

LABELS = {label.name: label for label in (*DEFAULT_LABELS, Label(name="scare", key="s", object="quotation"))}
TEXT = " one two  three\u200b" * 4

PLACES = st.tuples(st.integers(0, 18), st.integers(1, 9)).map(lambda place: (place[0], place[0] + place[1]))
SPANS = st.lists(st.tuples(PLACES, st.sampled_from(list(LABELS))), max_size=9, unique=True)


def made(identity: str, start: int, end: int, label: str, **more: Any) -> Span:
    return span(identity, start, end, label=label, text=TEXT[start:end], **more)


def spans_of(drawn: list[tuple[tuple[int, int], str]]) -> list[Span]:
    return [made(str(i), *place, label) for i, (place, label) in enumerate(drawn)]


def is_inside(one: Span, other: Span) -> bool:
    """As a person would say it of two spans: in it and smaller, or with its very range and another label."""
    if one.range == other.range:
        return one.label != other.label
    return other.start <= one.start and one.end <= other.end


def is_quotation(one: Span) -> bool:
    return LABELS[one.label].object == "quotation"


BREAKS: dict[str, Callable[[Span, Span], bool]] = {
    "crossing": lambda a, b: crosses(a.range, b.range) and b.start < a.start,
    "same-label-nested": lambda a, b: a.label == b.label and not is_quotation(a) and is_inside(a, b),
    "in-ad": lambda a, b: b.label == "ad" and a.label != "ad" and is_inside(a, b),
    "quotation-in-quotation": lambda a, b: (
        is_quotation(a) and is_quotation(b) and is_inside(a, b) and a.range != b.range
    ),
    "inside": lambda a, b: b.label == "quote" and is_inside(a, b),
    "contains": lambda a, b: b.label == "quote" and is_inside(b, a),
    "overlaps": lambda a, b: b.label == "quote" and a.start < b.end and b.start < a.end,
}
"""What two spans must be for the first to break a rule with the second."""


def own(name: str = "own", **condition: Any) -> Ruleset:
    return Ruleset(RuleSettings(own=[OwnRule(name=name, says="says", **condition)]), LABELS)


@pytest.mark.parametrize("name", BREAKS)
@given(SPANS)
def test_a_rule_of_two_spans_finds_what_comparing_every_two_finds(
    name: str, drawn: list[tuple[tuple[int, int], str]]
) -> None:
    spans = spans_of(drawn)
    rules = own(**{name: "quote"}) if name in CONDITIONS else Ruleset(RuleSettings(), LABELS)
    wanted = "own" if name in CONDITIONS else name
    found = [problem for problem in rules.broken(spans) if problem.rule.name == wanted]
    breaks = BREAKS[name]
    assert {p.span.id for p in found} == {a.id for a in spans if any(breaks(a, b) for b in spans if b is not a)}
    assert len({p.span.id for p in found}) == len(found)
    assert all(p.other is not None and breaks(p.span, p.other) for p in found)


@pytest.mark.parametrize(("name", "opposite"), [("outside", "inside"), ("without", "contains")])
@given(SPANS)
def test_what_a_rule_of_its_own_forbids_not_to_be_is_the_rest(
    name: str, opposite: str, drawn: list[tuple[tuple[int, int], str]]
) -> None:
    spans = spans_of(drawn)

    def breaking(condition: str) -> set[str]:
        found = own(label="claim", **{condition: "quote"}).broken(spans)
        return {problem.span.id for problem in found if problem.rule.name == "own"}

    assert breaking(name) ^ breaking(opposite) == {one.id for one in spans if one.label == "claim"}


@pytest.mark.parametrize(
    ("text", "broken"),
    [("word", False), (" word", True), ("word\n", True), ("\u200bword", True), ("word\ufeff", True), ("\u00a0", True)],
)
def test_white_space_and_characters_that_show_nothing_at_an_edge(text: str, broken: bool) -> None:
    assert bool(Ruleset().broken([span(text=text)])) == broken


def test_a_problem_says_what_is_wrong_and_with_what() -> None:
    problem = Ruleset().broken([span("a", 0, 9, text="The ferry"), span("b", 4, 14, label="quote")])[0]
    assert (problem.span.id, problem.says) == ("b", "crosses claim ‹The ferry›")


def test_attributes_and_words_can_be_asked_for() -> None:
    quoted = [
        span("a", label="quote", text="It sank, we think"),
        span("b", label="quote", attributes={"speaker": "Quist"}),
    ]

    def breaking(**condition: Any) -> list[str]:
        return [p.span.id for p in own(label="quote", **condition).broken(quoted) if p.rule.name == "own"]

    assert breaking(needs="speaker") == ["a"]
    assert breaking(max_words=3) == ["a"]
    assert breaking(max_words=4) == []
    assert breaking(min_words=2) == ["b"]


class Counted(int):
    """A number that counts how often it is compared."""

    comparisons = 0

    def _counting(name: str) -> Any:  # type: ignore[misc]  # noqa: N805
        plain = getattr(int, name)

        def compare(self: int, other: int) -> bool:
            Counted.comparisons += 1
            return bool(plain(self, other))

        return compare

    __lt__, __le__, __gt__, __ge__, __eq__, __ne__ = map(
        _counting, ("__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__")
    )
    __hash__ = int.__hash__

    def __neg__(self) -> Counted:
        return Counted(-int(self))


SHAPES: dict[str, Callable[[int, int], tuple[int, int]]] = {
    "one after another": lambda i, n: (10 * i, 10 * i + 8),
    "all crossing all": lambda i, n: (i, i + n),
    "each inside the one before": lambda i, n: (i, 3 * n - i),
    "all of one range": lambda i, n: (0, 9),
    "small ones in a large one": lambda i, n: (0, 10 * n) if i == 0 else (10 * i, 10 * i + 12),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_work_grows_with_the_spans_and_not_with_their_pairs(shape: str) -> None:
    conditions: list[dict[str, Any]] = [{name: "claim"} for name in CONDITIONS[:5]]
    rules = Ruleset(
        RuleSettings(own=[OwnRule(name=f"own-{i}", says="says", **one) for i, one in enumerate(conditions)]), LABELS
    )

    def comparisons(count: int) -> int:
        labels = list(LABELS)
        spans = []
        for i in range(count):
            start, end = SHAPES[shape](i, count)
            spans.append(made(str(i), Counted(start), Counted(end), labels[i % 5]))
        Counted.comparisons = 0
        rules.broken(spans)
        return Counted.comparisons

    few, many = comparisons(1_000), comparisons(8_000)
    assert few > 1_000
    assert many < 8 * few * 1.6  # n log n; every two spans would be 64 times as much


@given(SPANS, st.lists(st.tuples(st.integers(0, 8), PLACES, st.sampled_from([*LABELS, ""])), max_size=6))
def test_problems_that_are_kept_are_those_that_are_found_anew(
    drawn: list[tuple[tuple[int, int], str]], steps: list[tuple[int, tuple[int, int], str]]
) -> None:
    settings = RuleSettings(
        own=[
            OwnRule(name="far", says="says", label="claim", outside="quote"),
            OwnRule(name="holds", says="says", contains="number"),
        ]
    )
    rules = Ruleset(settings, LABELS)
    index = SpanIndex(spans_of(drawn))
    kept = BrokenRules(rules, index)
    for number, place, label in steps:
        before = index.remove(str(number))
        ranges = [before.range] if before is not None else []
        if label:
            index.put(made(str(number), *place, label))
            ranges.append(place)
        kept.update([str(number)], ranges)
        anew = BrokenRules(rules, index)
        assert [(p.span, p.rule.name) for p in kept] == [(p.span, p.rule.name) for p in anew]
        assert len(kept) == len(anew)
        assert list(kept.spans) == list(anew.spans)


def test_a_session_knows_what_is_wrong_after_every_step(project: ProjectFolder, session: Session) -> None:
    session.open_file(project.articles()[0])
    session.tag([(0, 9)], "quote")
    assert list(session.problems()) == []
    made = session.tag([(4, 14)], "claim").span
    assert made is not None
    assert [(p.rule.name, p.span.id) for p in session.problems()] == [("crossing", made.id)]
    assert [p.rule.name for p in session.problems().about(session.spans.nth(0))] == ["crossing"]
    session.mend(made)
    assert len(session.problems()) == 0
    session.undo()
    assert len(session.problems()) == 1


class TestSettings:
    """`[rules]` in `annotator.toml`."""

    def read(self, tmp_path: Path, text: str) -> RuleSettings:
        (tmp_path / "annotator.toml").write_text(text, encoding="utf-8")
        return read_settings(tmp_path / "annotator.toml").rules

    def test_a_rule_can_be_turned_off(self, tmp_path: Path) -> None:
        settings = self.read(tmp_path, "[rules]\ncrossing = false\nin-ad = false\n")
        names = [rule.name for rule in Ruleset(settings).rules]
        assert names == ["same-label-nested", "edge-space", "quotation-in-quotation"]

    def test_a_project_can_have_rules_of_its_own(self, tmp_path: Path) -> None:
        settings = self.read(
            tmp_path, '[[rules.own]]\nname = "speaker"\nsays = "has no speaker"\nlabel = "quote"\nneeds = "speaker"\n'
        )
        problem = Ruleset(settings).broken([span(label="quote")])[0]
        assert (problem.rule.name, problem.says) == ("speaker", "has no speaker")

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("[rules]\ncrosing = false", "unknown setting rules.crosing; did you mean rules.crossing?"),
            ("[rules]\ncrossing = 1", "rules.crossing: Input should be a valid boolean"),
            ('[[rules.own]]\nname = "x"\nsays = "y"', "rules.own 'x': give one of inside, outside,"),
            ('[[rules.own]]\nname = "x"\nsays = "y"\ninside = "ad"\nneeds = "z"', "rules.own 'x': give one of"),
            (
                '[[rules.own]]\nname = "x"\nsays = "y"\ninside = "add"',
                "inside: 'add' is no label of the project: claim,",
            ),
            ('[[rules.own]]\nname = "x"\nsays = "y"\nlabel = "add"\nneeds = "z"', "label: 'add' is no label"),
            ('[[rules.own]]\nname = "crossing"\nsays = "y"\nneeds = "z"', "there is a rule of that name already"),
            ('[[rules.own]]\nname = "x"\nsays = "y"\nmax_words = 0', "rules.own.0.max_words: Input should be greater"),
        ],
    )
    def test_what_cannot_be_a_rule_is_refused_in_a_sentence(self, tmp_path: Path, text: str, told: str) -> None:
        with pytest.raises(AnnotatorError) as refused:
            self.read(tmp_path, text)
        assert told in str(refused.value)

    def test_every_rule_has_its_switch(self) -> None:
        switches = {field.encode_name for field in fields(RuleSettings)} - {"own"}
        assert switches == {rule.name for rule in RULES}
        off = replace(RuleSettings(), **{name.replace("-", "_"): False for name in switches})
        assert Ruleset(off).rules == ()


@given(SPANS.filter(bool))
def test_mending_leaves_no_crossing_and_no_space_at_an_edge(drawn: list[tuple[tuple[int, int], str]]) -> None:
    spans = spans_of(drawn)
    first = spans[0]
    index = SpanIndex(spans)
    start, end = mended(first, index, Ruleset())
    assert first.start <= start < end <= first.end
    if TEXT[first.start : first.end].strip(" \u200b"):
        index.remove(first.id)
        # A span that has space at its own edge may begin in what was trimmed.
        assert [other for other in index.crossing(start, end) if clean(TEXT[slice(*other.range)])] == []
        assert TEXT[start:end].strip(" \u200b") == TEXT[start:end]
    else:
        assert (start, end) == first.range


def test_what_the_project_allows_is_not_mended() -> None:
    first, second = made("a", 1, 6, "claim"), made("b", 3, 10, "number")
    index = SpanIndex([first, second])
    assert mended(second, index, Ruleset()) == (6, 8)
    assert mended(second, index, Ruleset(RuleSettings(crossing=False))) == (3, 8)
    assert mended(second, index, Ruleset(RuleSettings(edge_space=False))) == (6, 10)
