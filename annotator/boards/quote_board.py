"""The quotations of a project's articles as proposals for groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from annotator.boards.board_articles import BoardArticle, BoardArticles
from annotator.boards.group import Member
from annotator.boards.proposal import Proposal
from annotator.boards.quote_matching import GroupMember, QuoteGroup, groups_of
from annotator.boards.utterances import Utterance, outlet_of, utterances_of
from annotator.engine import THIS_MACHINE, Engine
from annotator.listener import NOBODY, Listener
from annotator.text.sanitize import plural


class QuotesRead(NamedTuple):
    """The quotations of articles."""

    utterances: list[Utterance]
    outlets: dict[str, str]
    """Of each article that was read, who published it."""


def read_quotations(articles: BoardArticles, listener: Listener = NOBODY) -> QuotesRead:
    """The quotations of all articles, each read and given up again.

    Args:
        articles: with the spans of labels for quotations.
        listener: hears how many articles were read.
    """
    utterances: list[Utterance] = []
    outlets: dict[str, str] = {}
    with listener.progress("quotations", len(articles)) as step:
        for one in articles.each(partial(_quotations, articles.labels[0]), step):
            utterances += one.utterances
            outlets |= one.outlets
    return QuotesRead(utterances, outlets)


def _quotations(label: str, article: BoardArticle) -> QuotesRead:
    return QuotesRead(utterances_of(article, label), {article.id: outlet_of(article.id, article.meta)})


def quote_proposals(
    utterances: Sequence[Utterance], listener: Listener = NOBODY, engine: Engine = THIS_MACHINE
) -> list[Proposal]:
    """Groups of quotations, those of most outlets first.

    Args:
        utterances: of all articles.
        listener: hears how many were compared.
        engine: who compares.
    """
    with listener.progress("comparing", len(utterances)) as step:
        return [proposal_of(group) for group in groups_of(utterances, step, engine)]


def proposal_of(group: QuoteGroup) -> Proposal:
    """A group as it is proposed; a quotation that an attribution breaks has a member for each stretch."""
    members: list[Member] = []
    unsure: list[int] = []
    for one in group.members:
        if group.status == "sure" and one.status == "perhaps":
            unsure += range(len(members), len(members) + len(one.utterance.stretches))
        members += _members(one.utterance)
    return Proposal(
        kind="quotation", status=group.status, members=tuple(members), unsure=tuple(unsure), fullest=_longest(group),
        reason=_reason(group), attributes=_speaker(group),
    )  # fmt: skip


def _members(utterance: Utterance) -> Iterable[Member]:
    for (start, end), text in zip(utterance.stretches, utterance.texts, strict=True):
        yield Member(
            article=utterance.article,
            sha256=utterance.sha256,
            start=start,
            end=end,
            label=utterance.label,
            text=text,
            role="content",
        )


def _longest(group: QuoteGroup) -> int:
    """Of the fullest wording, the longest stretch."""
    texts = group.fullest.texts
    return max(range(len(texts)), key=lambda number: len(texts[number]))


def _reason(group: QuoteGroup) -> str:
    sure = [one for one in group.members[1:] if one.status == "sure"]
    perhaps = len(group.members) - 1 - len(sure)
    said = []
    if sure:
        have = "has {} of its" if len(sure) == 1 else "have {} of their"
        said.append(f"{plural(len(sure), 'other wording')} {have.format(_parts(sure))} words in the fullest")
    if perhaps:
        more = f"{perhaps:,} more" if sure else plural(perhaps, "other wording")
        said.append(f"{more} perhaps {'belongs' if perhaps == 1 else 'belong'}")
    if turned := sum(one.turned for one in group.members):
        said.append(f"in {turned:,} a number or a negation differs")
    return "; ".join(said)


def _parts(members: Sequence[GroupMember]) -> str:
    least, most = (round(100 * found(one.contained for one in members)) for found in (min, max))
    return f"{least} %" if least == most else f"{least} to {most} %"


def _speaker(group: QuoteGroup) -> dict[str, str]:
    """What annotators noted of the speaker, where they agree."""
    noted = {one.utterance.attribution.speaker for one in group.members if one.status == "sure"} - {None}
    return {"speaker_name": name} if len(noted) == 1 and (name := noted.pop()) else {}
