"""PolNeAR's layout of attributions: brat's standoff, an event `Attribution` with its Source, Cue and Content.

As the corpus has it (github.com/networkdynamics/PolNeAR; Newell, Margolin & Ruths 2018): texts in `text/`, annotations in
`attributions/`; each event is triggered where its cue stands. Offsets are code points of the text file; what goes over a
line's end stands in fragments, one a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from annotator.boards.group import Member
from annotator.boards.joint_groups import JointGroup
from annotator.dataset.dataset import Content, Dataset, FileContents
from annotator.dataset.document import Entry
from annotator.formats import Exported, Format
from annotator.formats.attributions import attributions_in, by_role, not_held, spans_alone
from annotator.formats.brat import pieces
from annotator.formats.views import file_name, text_of
from annotator.text.sanitize import plural

FORMAT = Format("the numbers in the `T` lines of each `.ann`", noted=False, votes=False, groups=True, needs_text=True)
_TYPES = {"source": "Source", "cue": "Cue", "content": "Content"}


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>/text/<article>.txt` and `<part>/attributions/<article>.ann`."""
    files: dict[str, Content] = {}
    for part, documents in dataset.parts.items():
        taken: set[str] = set()
        for entry in documents.entries:
            name = file_name(entry, taken)
            files[f"{part}/text/{name}.txt"] = partial(_text, dataset, entry)
            files[f"{part}/attributions/{name}.ann"] = partial(_annotations, dataset, entry)

    def lost() -> dict[str, int]:
        noted = sum(len(group.attributes) for entry in dataset.entries for group in attributions_in(dataset, entry))
        return spans_alone(dataset) | not_held({"attributes of attributions": noted})

    return Exported(FileContents(files), lost, sentences=lambda: _told(dataset))


def _told(dataset: Dataset) -> tuple[str, ...]:
    found = [group for entry in dataset.entries for group in attributions_in(dataset, entry)]
    count = sum(not by_role(group)["cue"] for group in found)
    return (f"{plural(count, 'attribution')} without a cue: the event is triggered where its source stands, else at what was said.",) if count else ()  # fmt: skip


def _text(dataset: Dataset, entry: Entry) -> list[bytes]:
    return [text_of(dataset.documents.read(entry)).encode()]


def _annotations(dataset: Dataset, entry: Entry) -> Iterator[bytes]:
    text = text_of(dataset.documents.read(entry))
    number = 0
    for event, group in enumerate(attributions_in(dataset, entry), 1):
        names: list[str] = []
        lines: list[str] = []
        for member in sorted(group.members, key=lambda member: (member.start, member.end)):
            number += 1
            lines.append(f"T{number}\t{_TYPES[member.role]} {_stretch(text, member)}")
            names.append(f"{_TYPES[member.role]}:T{number}")
        number += 1
        lines.append(f"T{number}\tAttribution {_stretch(text, _trigger(group))}")
        lines.append(f"E{event}\tAttribution:T{number} {' '.join(_numbered(names))}")
        yield "".join(f"{line}\n" for line in lines).encode()


def _trigger(group: JointGroup) -> Member:
    roles = by_role(group)
    return [*roles["cue"], *roles["source"], *roles["content"]][0]


def _numbered(names: list[str]) -> Iterator[str]:
    """Roles as brat writes those that an event has more than once: `Content`, `Content2`, `Content3`."""
    seen: dict[str, int] = {}
    for name in names:
        role, _, target = name.partition(":")
        seen[role] = seen.get(role, 0) + 1
        yield f"{role}{seen[role] if seen[role] > 1 else ''}:{target}"


def _stretch(text: str, member: Member) -> str:
    found = pieces(text, member.start, member.end) or [(member.start, member.end)]
    where = ";".join(f"{start} {end}" for start, end in found)
    return f"{where}\t{' '.join(text[start:end] for start, end in found)}"
