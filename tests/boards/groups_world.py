"""Small groups, and stretches of invented articles to make them of."""

from __future__ import annotations

from typing import Any

import orjson

from annotator.boards.group import Apart, Dissolved, Group, GroupFold, GroupRecord, Member, group_fields, read_groups
from tests.making import AT

WORDS = "The ferry was late again, the mayor said on Friday, and nobody had told the passengers why."


def member(article: str = "ferry", start: int = 0, end: int = 9, **more: Any) -> Member:
    """A quote in an article whose text is WORDS."""
    fields = {"article": article, "sha256": f"text of {article}", "start": start, "end": end, "label": "quote"}
    return Member.from_fields(fields | {"text": WORDS[start:end]} | more)


def group(identity: str = "01A", members: str = "ab", **more: Any) -> Group:
    """The same quotation in the articles `a`, `b` and so on."""
    fields = {"id": identity, "rev": 1, "annotator": "kim", "at": AT, "kind": "quotation"}
    return Group.from_fields(fields | {"members": tuple(map(member, members))} | more)


def apart(identity: str = "01X", members: str = "ab", **more: Any) -> Apart:
    """What was said in the articles `a` and `b` is not the same."""
    fields = {"id": identity, "rev": 1, "annotator": "kim", "at": AT, "members": tuple(map(member, members))}
    return Apart.from_fields(fields | more)


def dissolved(identity: str = "01A", **more: Any) -> Dissolved:
    """The end of a group."""
    return Dissolved.from_fields({"id": identity, "rev": 2, "annotator": "kim", "at": AT} | more)


def raw(record: GroupRecord, **more: Any) -> bytes:
    """A record's line, without the newline; `more` may make it wrong."""
    return orjson.dumps(group_fields(record) | more)


def fold_of(*raws: bytes) -> GroupFold:
    """The fold of lines that are all readable."""
    reading = read_groups(b"".join(line + b"\n" for line in raws))
    assert not reading.problems
    return GroupFold(reading.lines)
