"""Citron's layout of attributions: one JSON file an article, its text and `quotes` with `sources`, `cue` and `contents`.

As Citron's documentation describes it (github.com/bbc/citron, `docs/data_format.md`): it trains on such files and is
evaluated with them. Offsets are code points, half-open. A quote there has a cue and a source or more.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import orjson

from annotator.boards.group import Member
from annotator.boards.joint_groups import JointGroup
from annotator.dataset.dataset import Content, Dataset, FileContents
from annotator.dataset.document import Entry
from annotator.formats import Exported, Format
from annotator.formats.attributions import attributions_in, by_role, not_held, spans_alone
from annotator.formats.views import file_name, text_of

FORMAT = Format(
    "`start` and `end` of each cue, source and content", noted=False, votes=False, groups=True, needs_text=True
)


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>/<article>.json`."""
    files: dict[str, Content] = {}
    for part, documents in dataset.parts.items():
        taken: set[str] = set()
        for entry in documents.entries:
            files[f"{part}/{file_name(entry, taken)}.json"] = partial(_article, dataset, entry)

    def lost() -> dict[str, int]:
        found = [group for entry in dataset.entries for group in attributions_in(dataset, entry)]
        more_cues = sum(max(len(by_role(group)["cue"]) - 1, 0) for group in found if _is_whole(group))
        return spans_alone(dataset) | not_held(
            {
                "attributions without a cue or a source": sum(not _is_whole(group) for group in found),
                "further cues of an attribution": more_cues,
                "attributes of attributions": sum(len(group.attributes) for group in found),
            }
        )

    return Exported(FileContents(files), lost)


def _is_whole(group: JointGroup) -> bool:
    roles = by_role(group)
    return bool(roles["cue"] and roles["source"])


def _article(dataset: Dataset, entry: Entry) -> Iterator[bytes]:
    document = dataset.documents.read(entry)
    quotes = [_quote(group) for group in attributions_in(dataset, entry) if _is_whole(group)]
    yield orjson.dumps(
        {"text": text_of(document), "quotes": quotes}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )


def _quote(group: JointGroup) -> dict[str, Any]:
    roles = by_role(group)
    return {
        "cue": _span(roles["cue"][0]),
        "sources": [_span(member) for member in roles["source"]],
        "contents": [_span(member) for member in roles["content"]],
        "id": group.id,
    }


def _span(member: Member) -> dict[str, Any]:
    return {"start": member.start, "end": member.end, "text": member.text}
