"""What is proposed for an article at hand: suggestions still to be settled, what looks overlooked, attributes."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.model import DEFAULT_LABELS, Label
from annotator.session import Session
from annotator.suggest.attributes import UsedBefore, proposed_names
from annotator.suggest.proposals import WHOLE_ARTICLE, Proposals, overlooked, window
from tests.making import article, span, start_session

TEXT = "“Nobody warned us,” said the mayor of the harbour town. Some 1,200 people saw it sink.\n"
LABELS = {label.name: label for label in DEFAULT_LABELS}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    session = start_session(tmp_path)
    session.open(article(TEXT, "harbour"))
    return session


def proposed(session: Session, proposals: Proposals) -> list[str]:
    return [TEXT[one.start : one.end] for one in proposals.pending(0, len(TEXT))]


def test_what_is_tagged_or_refused_is_proposed_no_more(session: Session) -> None:
    proposals = Proposals(session, LABELS, dates=False)
    quotation, number = proposed(session, proposals)
    assert quotation.startswith("“")
    start = TEXT.index(number)
    session.refuse(start, start + len(number), "number")
    assert proposed(session, proposals) == [quotation]
    session.tag([(0, len(quotation))], "claim")  # with another label than the one proposed
    assert proposed(session, proposals) == []
    session.undo()
    assert proposed(session, proposals) == [quotation]


def test_a_long_text_is_looked_through_around_the_view_only() -> None:
    assert window(WHOLE_ARTICLE, 5, 9) == (0, WHOLE_ARTICLE)
    start, end = window(10 * WHOLE_ARTICLE, 3 * WHOLE_ARTICLE, 3 * WHOLE_ARTICLE + 500)
    assert 0 < start < 3 * WHOLE_ARTICLE < 3 * WHOLE_ARTICLE + 500 < end < 10 * WHOLE_ARTICLE
    assert window(10 * WHOLE_ARTICLE, 3 * WHOLE_ARTICLE + 200, 3 * WHOLE_ARTICLE + 700) == (start, end)


def test_what_looks_overlooked_is_told_with_its_places(session: Session) -> None:
    found = overlooked(session, LABELS, dates=False)
    assert found is not None
    assert found.told == "1 quotation in marks and 1 number carry no span"
    assert [TEXT[a:b][0] for a, b in found.places] == ["“", "S"]
    session.tag([found.places[1]], "number")
    found = overlooked(session, LABELS, dates=False)
    assert found is not None
    assert found.told == "1 quotation in marks carries no span"
    session.tag([found.places[0]], "quote")
    assert overlooked(session, LABELS, dates=False) is None


def test_the_names_asked_for_are_the_labels_own_else_known_and_used_ones() -> None:
    one = span(label="quote", attributes={"seen": "at the quay"})
    used = UsedBefore({}, {"quote": ["mood", "speaker"]})
    assert proposed_names(one, None, used) == ["speaker", "cue", "mood", "seen"]
    label = Label(name="quote", key="q", colour="#cc0000", attributes=["tone"])
    assert proposed_names(one, label, used) == ["tone", "seen"]
