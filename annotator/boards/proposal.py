"""What the program offers as a group, before anybody decided on it. It only says; finding is for the modules beside it."""

from __future__ import annotations

from typing import Literal

from annotator.boards.group import GroupKind, Member, Relation
from annotator.model import Closed

Certainty = Literal["sure", "perhaps"]
"""Whether a person may take an offer unseen, or has to look."""


class Proposal(Closed, frozen=True, kw_only=True):
    """Members that look as if they belong together; two at least, each of another place."""

    kind: GroupKind
    status: Certainty
    members: tuple[Member, ...]
    unsure: tuple[int, ...] = ()
    """Which members, from 0, a person has to look at though the others are sure; of what is `perhaps`, it says nothing."""
    fullest: int = 0
    """Which member, from 0, says most: the one to show for all."""
    reason: str
    """Why it is offered, in a short sentence for people."""
    relation: Relation = "same"
    attributes: dict[str, str] = {}
    """What is to be noted of all members, if the offer is taken."""
