"""Suggestions that a person refused, as the journal keeps them: tombstones whose id tells what was refused.

Such a tombstone removes no span. Two that refuse the same bear the same id, so that copies of a journal fold as ever.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from annotator.journal.records import Fields
from annotator.model import Tombstone

PREFIX = "suggestion:"
_ID_LENGTH = 200


class Refusal(NamedTuple):
    """The stretch and the label that were proposed, and the text in which."""

    sha256: str
    start: int
    end: int
    label: str

    @property
    def id(self) -> str:
        """The id of the tombstone; a label that is too long for it is hashed."""
        identity = f"{PREFIX}{self.sha256[:12]}:{self.start}-{self.end}:{self.label}"
        if len(identity) <= _ID_LENGTH:
            return identity
        digest = hashlib.sha256(self.label.encode(errors="surrogatepass")).hexdigest()
        return f"{PREFIX}{self.sha256[:12]}:{self.start}-{self.end}:#{digest}"


def is_refusal_id(identity: str) -> bool:
    """Whether an id is one of a refusal, standing or taken back."""
    return identity.startswith(PREFIX)


def text_key(identity: str) -> str:
    """What a refusal's id tells of the text: the beginning of its sha256."""
    return identity.removeprefix(PREFIX).partition(":")[0]


def refusal_of(record: Fields) -> Refusal | None:
    """What a record refuses; `None` if it is no refusal, or one that was taken back."""
    fields = record.get("refused")
    if record["op"] != "del" or type(fields) is not dict:
        return None
    sha256, start, end, label = (fields.get(name) for name in Refusal._fields)
    if type(sha256) is not str or type(start) is not int or type(end) is not int or type(label) is not str:
        return None
    refusal = Refusal(sha256, start, end, label)
    return refusal if 0 <= start < end and refusal.id == record["id"] else None


def refusing(tombstone: Tombstone, refusal: Refusal | None) -> Tombstone:
    """The tombstone with what it refuses."""
    return tombstone if refusal is None else tombstone.model_copy(update={"refused": refusal._asdict()})
