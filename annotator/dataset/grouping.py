"""Which articles a split keeps together, by event and by shared text, and what is told of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Literal, NamedTuple

from annotator.dataset.shared_text import (
    CONTAINED,
    FURNITURE_ARTICLES,
    PASSAGE,
    QUOTED_PART,
    QUOTED_WORDS,
    SHINGLE,
    Compared,
    Tie,
    TieKind,
    quotation_ties,
    text_ties,
)
from annotator.engine import Step
from annotator.text.sanitize import one_line, plural

By = Literal["event", "article"]
STEPS = 4
"""How often an article is looked at: it is read, its text compared, its quotations found, and these compared."""
_SHOWN = 3
_NAMED = 5
_KINDS: dict[TieKind, tuple[str, str]] = {
    "near-duplicate": (
        "Near-duplicates",
        f"{100 * CONTAINED:.0f} % of the shorter one's runs of {SHINGLE} words or more",
    ),
    "passage": ("Passages in common", f"{PASSAGE} runs of {SHINGLE} words or more"),
    "quotation": ("Quotations in common", f"{QUOTED_WORDS} words or more, also cut, split or slightly reworded"),
    "group": ("Articles of one group", "as annotators decided"),
}


class Grouping(NamedTuple):
    """The groups, and what ties them beyond the events."""

    groups: dict[str, str]
    """The group of each article: none of them is parted."""
    ties: list[Tie]
    """Between articles of different events, as few as keep all together that are tied."""
    unread: list[str]
    """Articles whose text is not at hand, so that what they share could not be looked for."""
    by: By = "event"
    within: frozenset[TieKind] = frozenset()
    """Kinds of which there are more, between articles of different events that are kept together without them."""

    def told(self) -> list[str]:
        """What a reader should know, in sentences; of each kind of tie, three pairs are named."""
        kinds = [kind for kind in _KINDS if kind != "group" or any(tie.kind == "group" for tie in self.ties)]
        found = [] if self.by == "article" else [self._told(kind) for kind in kinds]
        if self.unread:
            names = ", ".join(self.unread[:_SHOWN]) + ", …" * (len(self.unread) > _SHOWN)
            found.append(
                f"What {plural(len(self.unread), 'article')} whose text is not at hand ({names}) share with others could not be "
                "looked for."
            )
        return found

    def _told(self, kind: TieKind) -> str:
        title, how = _KINDS[kind]
        ties = [tie for tie in self.ties if tie.kind == kind]
        if not ties:
            found = "only in articles that are kept together already" if kind in self.within else "none found"
            return f"{title} across events ({how}): {found}."
        shown = "; ".join(f"{' and '.join(tie.articles)}: {one_line(tie.how, 60)}" for tie in ties[:_SHOWN])
        more = f"; and {len(ties) - _SHOWN:,} more" if len(ties) > _SHOWN else ""
        return f"{title} across events ({how}): {plural(len(ties), 'pair')} kept together ({shown}{more})."

    def parted(self, part_of: Mapping[str, str]) -> list[str]:
        """The pairs that a split by article has parted though they share text, in sentences; at most a few are named.

        Args:
            part_of: the part of each article.
        """
        apart = [tie for tie in self.ties if part_of[tie.articles[0]] != part_of[tie.articles[1]]]
        found = []
        for tie in apart[:_NAMED]:
            one, other = (f"{article} ({part_of[article]})" for article in tie.articles)
            found.append(f"{one} and {other} share text: {tie.kind}, {one_line(tie.how, 60)}")
        if len(apart) > _NAMED:
            found.append(f"{len(apart) - _NAMED:,} more pairs in different parts share text")
        return found

    def structure(self) -> dict[str, Any]:
        """All of it for `card.json`."""
        return {
            "near_duplicates": {"words": SHINGLE, "contained": CONTAINED},
            "passages": {"words": SHINGLE, "runs": PASSAGE},
            "quotations": {"words": QUOTED_WORDS, "contained": QUOTED_PART},
            "furniture": {"articles": FURNITURE_ARTICLES},
            "ties": [{"kind": tie.kind, "articles": list(tie.articles), "how": tie.how} for tie in self.ties],
            "not_compared": self.unread,
            "groups": len(set(self.groups.values())),
        }


def grouping(
    events: Mapping[str, str],
    articles: Sequence[Compared],
    by: By = "event",
    bound: Iterable[Tie] = (),
    step: Step | None = None,
) -> Grouping:
    """Articles in groups that are to stay on one side of a split.

    Args:
        events: of each article what it reports on, or, where that is not known, the article itself.
        articles: with their texts.
        by: `article` has each one in a group of its own, and only tells what they share.
        bound: articles that are in one group of an annotator's.
        step: told of each article as often as it is looked at.
    """
    ties, within = _joining(events, chain(bound, text_ties(articles, step), quotation_ties(articles, step)))
    unread = sorted(one.article for one in articles if one.text is None)
    if by == "article":
        return Grouping({article: article for article in events}, ties, unread, by)
    group = joined(sorted({*events.values()}), ((events[a], events[b]) for a, b in (tie.articles for tie in ties)))
    return Grouping({article: group[event] for article, event in events.items()}, ties, unread, by, within)


def _joining(events: Mapping[str, str], ties: Iterable[Tie]) -> tuple[list[Tie], frozenset[TieKind]]:
    """The ties that join what no event and no tie before them has joined, by kind and article; the kinds of the others."""
    parent = {event: event for event in events.values()}
    found, within = [], set[TieKind]()
    for tie in ties:
        one, other = (_root(parent, events[article]) for article in tie.articles)
        if one != other:
            parent[max(one, other)] = min(one, other)
            found.append(tie)
        elif events[tie.articles[0]] != events[tie.articles[1]]:
            within.add(tie.kind)
    return sorted(found, key=lambda tie: (list(_KINDS).index(tie.kind), tie.articles)), frozenset(within)


def joined(items: Collection[str], tied: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The group of each item, named after its least member: items that are tied, however indirectly, are of one group."""
    parent = {item: item for item in items}
    for pair in tied:
        least, most = sorted(_root(parent, item) for item in pair)
        parent[most] = least
    return {item: _root(parent, item) for item in parent}


def _root(parent: dict[str, str], item: str) -> str:
    while parent[item] != item:
        parent[item] = parent[parent[item]]
        item = parent[item]
    return item


def without_event(unnamed: int, total: int) -> Iterator[str]:
    """What is told where articles do not say what they report on.

    Args:
        unnamed: how many do not.
        total: of how many.
    """
    if unnamed == total and total:
        yield (
            'No article names its event ("event" in its .meta.json): each is taken for an event of its own, and only what they '
            "share keeps articles together."
        )
    elif unnamed:
        yield f"{plural(unnamed, 'article')} of no named event, each taken for an event of its own."


__all__ = ["STEPS", "By", "Grouping", "grouping", "joined", "without_event"]
