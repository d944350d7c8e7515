"""The numbers of a project's articles: what they say, the sums among them, and the slots that people decided, judged.

Values are held against each other in decided slots alone; what perhaps belongs to one is offered, and says nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from annotator.boards.board_articles import BoardArticle, BoardArticles
from annotator.boards.figures import Figure, figure_of, figures_of, place_of
from annotator.boards.group import Group, Member, Role
from annotator.boards.proposal import Proposal
from annotator.boards.slot_proposals import MOST, FigureIndex, Ranked
from annotator.boards.slots import NAME, Slotted, Verdict, relation_of
from annotator.boards.sums import Sum, sums_of
from annotator.boards.utterances import outlet_of
from annotator.listener import NOBODY, Listener
from annotator.model import Meta
from annotator.text.quantities.quantity import Quantity, agree
from annotator.text.sanitize import one_line
from annotator.undo import quoted

ArticleOf = Callable[[str, str], BoardArticle | None]
"""An article by its id and the sha256 of a version; `None` if that is not at hand."""
_NAMED = 3
_KEPT = 16
"""Articles kept at hand that members stand in."""


class NumbersRead(NamedTuple):
    """The numbers of articles."""

    figures: list[Figure]
    sums: list[Sum]
    outlets: dict[str, str]
    """Of each article that was read, who published it."""


def read_numbers(articles: BoardArticles, listener: Listener = NOBODY) -> NumbersRead:
    """The numbers of all articles and the sums that these say, each article read and given up again.

    Args:
        articles: with the spans of labels for numbers.
        listener: hears how many articles were read.
    """
    read = NumbersRead([], [], {})
    with listener.progress("numbers", len(articles)) as step:
        for one in articles.each(partial(_numbers, articles.labels[0]), step):
            read.figures.extend(one.figures)
            read.sums.extend(one.sums)
            read.outlets.update(one.outlets)
    return read


def _numbers(label: str, article: BoardArticle) -> NumbersRead:
    figures = figures_of(article, label)
    outlets = {article.id: outlet_of(article.id, article.meta)}
    return NumbersRead(figures, list(sums_of(article.text, figures)), outlets)


class JudgedSlot(NamedTuple):
    """The members of a slot with what they say, and what that is to each other."""

    figures: list[Figure | None]
    """In the members' order; `None` where a member says no quantity, or its text is not at hand."""
    verdict: Verdict
    members: list[Slotted]


class NumberBoard:
    """What slots say, and what else belongs to them.

    Args:
        read: the numbers of the project's articles.
        article_of: the articles that members stand in which are not among these.
    """

    def __init__(self, read: NumbersRead, article_of: ArticleOf) -> None:
        self.sums = read.sums
        self._figures = read.figures
        self._article_of = lru_cache(_KEPT)(article_of)
        self._found: dict[object, Figure | None] = {}

    @cached_property
    def index(self) -> FigureIndex:
        """The numbers by what they have in common."""
        return FigureIndex(self._figures)

    def figure(self, member: Member) -> Figure | None:
        """What a member says, as somebody noted it or else as its text has it."""
        place = member.place
        if place not in self._found:
            self._found[place] = self.index.figure(place) or self._read(member)
        return self._found[place]

    def _read(self, member: Member) -> Figure | None:
        article = self._article_of(member.article, member.sha256)
        if article is None:
            return None
        noted = next((s.attributes for s in article.spans if (s.start, s.end) == (member.start, member.end)), {})
        return figure_of(article, member, noted)

    def judged(self, members: Sequence[Member]) -> JudgedSlot:
        """What the members of a decided slot say, and what their values are to each other."""
        figures = [self.figure(member) for member in members]
        slotted = [
            Slotted(member.article, None if figure is None else figure.quantity, member.role)
            for member, figure in zip(members, figures, strict=True)
        ]
        return JudgedSlot(figures, relation_of(slotted), slotted)

    def sums_with(self, members: Sequence[Member]) -> list[Sum]:
        """The sums that articles say of which one of these members is the total."""
        places = {member.place for member in members}
        return [sum_ for sum_ in self.sums if place_of(sum_.total) in places]

    def offers(self, groups: Sequence[Group], most: int = MOST) -> Iterator[Proposal]:
        """What perhaps belongs to each decided slot, the likeliest first.

        Args:
            groups: all that was decided; those of quantities are slots.
            most: offers of each slot.
        """
        slots = [group for group in groups if group.kind == "quantity"]
        in_slots = {member.place for group in slots for member in group.members}
        for group in slots:
            seeds = [figure for member in group.members if (figure := self.index.figure(member.place)) is not None]
            for ranked in self.index.proposals(seeds, in_slots, most):
                if offer := self._offer(group, ranked):
                    yield offer

    def begun_by(self, member: Member, most: int = MOST) -> list[Proposal]:
        """What perhaps makes a slot together with one number, the likeliest first.

        Args:
            member: the number; taking one of these makes a group of it and of what is offered with it.
            most: how many offers.
        """
        seed = self.index.figure(member.place)
        ranked = [] if seed is None else self.index.proposals([seed], most=most)
        return [
            Proposal(
                kind="quantity", status="perhaps", reason=one.reason,
                members=(member, one.figure.member(), *(figure.member() for figure in one.repeats)),
            )
            for one in ranked
        ]  # fmt: skip

    def _offer(self, group: Group, ranked: Ranked) -> Proposal | None:
        role = self._role(group, ranked.figure.quantity)
        if role is None:
            return None
        new = tuple(figure.member(role) for figure in (ranked.figure, *ranked.repeats))
        return Proposal(
            kind="quantity", status="perhaps", members=(*group.members, *new), relation=group.relation, reason=ranked.reason,
            attributes=group.attributes,
        )  # fmt: skip

    def _role(self, group: Group, quantity: Quantity) -> Role | None:
        """As what a number may join a slot: a total or a part only if it says what one of these says; `None` if it may not."""
        if group.relation != "parts":
            return "content"
        if quantity.is_range:
            return None
        said = ((member.role, self.figure(member)) for member in group.members)
        return next((role for role, figure in said if figure is not None and agree(figure.quantity, quantity)), None)


def differing_values(group: Group, text_of: Callable[[str, str], str | None]) -> str | None:
    """That the texts of a slot say different values, or that its parts do not come to their total; `None` if all is well.

    Args:
        group: the slot; what annotators noted of its numbers is not at hand here, nor when its articles were published.
        text_of: from sha256 and article id to the text.
    """
    members: list[Slotted] = []
    for member in group.members:
        text = text_of(member.sha256, member.article)
        figure = figure_of(BoardArticle(member.article, member.sha256, text, Meta()), member) if text else None
        members.append(Slotted(member.article, figure and figure.quantity, member.role))
    verdict = relation_of(members)
    name = quoted(group.attributes.get(NAME, ""))
    if verdict.relation == "disagree":
        odd = [one_line(group.members[number].text, 30) for number in verdict.odd[:_NAMED]]
        return f"the values of the slot {name} differ, such as {' and '.join(odd)} from what most say: look at it"
    wrong = [sum_.said(members) for sum_ in verdict.sums if not sum_.right]
    return f"in the slot {name} {wrong[0]}: look at it" if wrong else None


__all__ = ["JudgedSlot", "NumberBoard", "NumbersRead", "differing_values", "read_numbers"]
