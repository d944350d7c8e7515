"""Broken rules that are found in columns are those that the sweeps find span by span."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.journal import broken_rows as module
from annotator.journal.broken_rows import NO_OTHER, LiveSpans, broken_rows, takes_all
from annotator.model import DEFAULT_LABELS
from annotator.rules import OwnRule, Rule, Ruleset, RuleSettings
from annotator.text.edges import clean
from tests.making import examples

LABELS = ["quote", "ad", "claim", "number", "rumour"]
TEXT = "a b c\u200bd  e f\u00a0g h"


class Placed(NamedTuple):
    """A span, in which text and of whom."""

    at: int
    owner: int
    start: int
    end: int
    label: str
    text: str
    attributes: dict[str, str] = {}


def placed(at: int, owner: int, start: int, length: int, label: str) -> Placed:
    end = min(start + length, len(TEXT))
    return Placed(at, owner, start, end, label, TEXT[start:end])


SPANS = st.lists(
    st.builds(
        placed,
        st.integers(0, 2),
        st.integers(0, 1),
        st.integers(0, len(TEXT) - 1),
        st.integers(1, len(TEXT)),
        st.sampled_from(LABELS),
    ),
    max_size=30,
).map(lambda spans: sorted(spans, key=lambda span: span.at))
SETTINGS = st.builds(
    RuleSettings, **{name: st.booleans() for name in ("crossing", "same_label_nested", "edge_space", "in_ad")}
)
Problem = tuple[int, Rule, Placed, Placed | None]


def swept(spans: list[Placed], rules: Ruleset, texts: set[int]) -> list[Problem]:
    """What the sweeps find in some texts, by text and place."""
    found: list[Problem] = []
    for at in sorted(texts):
        here = [span for span in spans if span.at == at]
        owners = dict.fromkeys(span.owner for span in here)
        problems = [
            problem for owner in owners for problem in rules.broken([span for span in here if span.owner == owner])
        ]
        problems.sort(key=lambda problem: (problem.span.start, problem.span.end, problem.span.label))
        found += [(at, problem.rule, problem.span, problem.other) for problem in problems]
    return found


def in_columns(spans: list[Placed], rules: Ruleset) -> tuple[list[Problem], set[int]]:
    at, owner, start, end = np.array([span[:4] for span in spans], dtype=np.int64).reshape(-1, 4).T
    labels = np.array([LABELS.index(span.label) for span in spans], dtype=np.int64)
    ragged = np.array([not clean(span.text) for span in spans], dtype=np.bool_)
    rows, left = broken_rows(LiveSpans(at, owner, start, end, labels, ragged), LABELS, rules)
    told = [
        (text, rules.rules[rule], spans[row], None if other == NO_OTHER else spans[other])
        for text, row, other, rule in zip(*(column.tolist() for column in rows), strict=True)
    ]
    return told, left


@settings(max_examples=examples(400), deadline=None)
@given(SPANS, SETTINGS)
def test_columns_and_sweeps_find_the_same(spans: list[Placed], said: RuleSettings) -> None:
    rules = Ruleset(said)
    found, left = in_columns(spans, rules)
    assert not left
    assert found == swept(spans, rules, {0, 1, 2})


@settings(max_examples=examples(200), deadline=None)
@given(SPANS)
def test_texts_that_are_left_to_the_sweeps_are_told_of_by_nobody_else(spans: list[Placed]) -> None:
    rules = Ruleset()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FURTHEST", 2)
        patch.setattr(module, "_LARGE", 3)
        found, left = in_columns(spans, rules)
    assert found == swept(spans, rules, {0, 1, 2} - left)


def test_a_label_that_stands_before_ad_leaves_its_texts_to_the_sweeps() -> None:
    labels = ["ad", "aa"]
    column = np.array([0, 0, 1])
    spans = LiveSpans(column, column * 0, column * 0, column * 0 + 3, np.array([1, 0, 1]), column > 5)
    rows, left = broken_rows(spans, labels, Ruleset())
    assert left == {0}
    assert not len(rows.text)


def test_rules_of_a_project_s_own_are_not_known() -> None:
    assert takes_all(Ruleset())
    own = OwnRule(name="unit", says="has no unit", needs="unit")
    assert not takes_all(Ruleset(RuleSettings(own=[own]), {label.name: label for label in DEFAULT_LABELS}))
