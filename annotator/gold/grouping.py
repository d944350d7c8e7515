"""Which articles of a dataset must not be parted: of one event, near-duplicates, and those with the same long quotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from annotator.gold.duplicates import (
    QUOTED_WORDS,
    SHINGLE,
    THRESHOLD,
    Tie,
    groups,
    near_duplicates,
    shared_quotations,
)
from annotator.text.sanitize import one_line

_SHOWN = 3


class Grouping(NamedTuple):
    """The groups, and what ties them beyond the events."""

    groups: dict[str, str]
    """The group of each article."""
    ties: list[Tie]
    """Between articles of different events."""
    unread: list[str]
    """Articles whose text is not at hand, so that duplicates of them could not be looked for."""

    def told(self) -> list[str]:
        """What a reader should know, in sentences; of each kind of tie, three pairs are named."""
        found = []
        for kind, plural, how in (
            ("near-duplicate", "near-duplicates", f"{SHINGLE}-word shingles, Jaccard index of {THRESHOLD:g} or more"),
            ("quotation", "sharers of a quotation", f"the same {QUOTED_WORDS} words or more between quotation marks"),
        ):
            ties = [tie for tie in self.ties if tie.kind == kind]
            shown = "; ".join(
                f"{a} and {b}: {one_line(tie.how, 60)}" for tie in ties[:_SHOWN] for a, b in [tie.articles]
            )
            more = f"; and {len(ties) - _SHOWN} more" if len(ties) > _SHOWN else ""
            which = f"{len(ties)} pair{'s' * (len(ties) != 1)} kept together ({shown}{more})" if ties else "none found"
            found.append(f"{plural.capitalize()} across events ({how}): {which}.")
        if self.unread:
            names = ", ".join(self.unread[:_SHOWN]) + ", …" * (len(self.unread) > _SHOWN)
            found.append(
                f"Near-duplicates of {len(self.unread)} article{'s' * (len(self.unread) != 1)} whose text is not at hand "
                f"({names}) could not be looked for."
            )
        return found

    def structure(self) -> dict[str, Any]:
        """All of it for `card.json`."""
        return {
            "near_duplicates": {"words": SHINGLE, "jaccard": THRESHOLD},
            "quotations": {"words": QUOTED_WORDS},
            "ties": [{"kind": tie.kind, "articles": list(tie.articles), "how": tie.how} for tie in self.ties],
            "not_compared": self.unread,
            "groups": len(set(self.groups.values())),
        }


def grouping(
    events: Mapping[str, str], texts: Mapping[str, str | None], quoted: Mapping[str, Sequence[str]]
) -> Grouping:
    """Articles in groups that are to stay on one side of a split.

    Args:
        events: of each article what it reports on, or, where that is not known, the article itself.
        texts: of each article; `None` where it is not at hand.
        quoted: of some articles, wordings that were annotated as quotations.
    """
    at_hand = {article: text for article, text in texts.items() if text is not None}
    ties = [*near_duplicates(at_hand), *shared_quotations(at_hand, quoted)]
    across = [tie for tie in ties if events[tie.articles[0]] != events[tie.articles[1]]]
    event = groups(sorted({*events.values()}), [(events[a], events[b]) for a, b in (tie.articles for tie in across)])
    unread = sorted(article for article, text in texts.items() if text is None)
    return Grouping({article: event[events[article]] for article in events}, across, unread)
