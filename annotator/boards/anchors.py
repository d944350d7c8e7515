"""Where members of groups are in the texts as they are now: what was edited is looked for again, as spans are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Literal, NamedTuple, TypeVar

from annotator.boards.group import Member, Place, WithMembers
from annotator.errors import AnnotatorError
from annotator.model import Article
from annotator.project import ArticleFile, ProjectFolder
from annotator.text.load import FileStamp, file_stamp

Standing = Literal["here", "moved", "changed", "unsure", "gone"]
"""Of a member: in the article's text as it was made; there, elsewhere in it; there, with other words; perhaps there;
or not found."""


Decided = TypeVar("Decided", bound=WithMembers)


class Anchored(NamedTuple):
    """A member, and where it is now."""

    was: Member
    now: Member | None
    """In the article's present text, where it is or, `unsure`, may be; `None` if it is not there."""
    standing: Standing
    why: str
    """One short sentence: how it was found, or why it was not; empty where nothing changed."""


class Anchors:
    """The present places of members; texts are compared once, for as long as neither changes."""

    def __init__(self, project: ProjectFolder, stay: Container[tuple[str, str | None]] = ()) -> None:
        """Take where texts are, and `(article, sha256)` of texts in which members are left as they are."""
        self._project, self._stay = project, stay
        self._hashes: dict[str, tuple[FileStamp, str | None]] = {}
        self._known: dict[_Key, Anchored] = {}

    def present(self, article: str) -> Article | None:
        """An article as its file has it now; `None` if it cannot be read."""
        with suppress(AnnotatorError):
            return self._project.load(ArticleFile(article, self._project.seeds / f"{article}.txt"))
        return None

    def sha256(self, article: str) -> str | None:
        """Of the article's file now; `None` if it cannot be read."""
        stamp = file_stamp(self._project.seeds / f"{article}.txt")
        if article not in self._hashes or self._hashes[article][0] != stamp:
            found = self.present(article)
            self._hashes[article] = stamp, None if found is None else found.sha256
        return self._hashes[article][1]

    def of(self, members: Iterable[Member]) -> list[Anchored]:
        """Where members are now, in their order."""
        members = list(members)
        now = {name: self.sha256(name) for name in dict.fromkeys(member.article for member in members)}
        keys = [(*member.place[:4], member.text, now[member.article]) for member in members]
        unknown: dict[tuple[str, str], dict[_Key, Member]] = {}
        for key, member in zip(keys, members, strict=True):
            if (member.article, member.sha256) in self._stay:
                self._known[key] = Anchored(member, member, "here", "")
            elif key not in self._known:
                unknown.setdefault((member.article, member.sha256), {})[key] = member
        for (article, sha256), found in unknown.items():
            then = partial(self._project.text, sha256, article)
            self._known |= zip(found, _anchored(list(found.values()), self.present(article), then), strict=True)
        return [_again(self._known[key], member) for key, member in zip(keys, members, strict=True)]

    def moved(self, record: Decided, also: Collection[Place] = ()) -> Decided:
        """A group, or what is apart, with its members where they are now; see `all_moved`."""
        return self.all_moved([record], also)[0]

    def all_moved(self, records: Sequence[Decided], also: Collection[Place] = ()) -> list[Decided]:
        """Groups, or what is apart, with their members where they are now; the same values where nothing changed.

        Args:
            records: as they were decided on.
            also: the places of members that are taken to be where they may be; else those stay as they were.
        """
        found = iter(self.of(member for record in records for member in record.members))
        moved = []
        for record in records:
            anchored = list(islice(found, len(record.members)))
            changed = any(one.standing != "here" for one in anchored)
            moved.append(record.changed(members=_now(anchored, also)) if changed else record)
        return moved


def _now(anchored: Sequence[Anchored], also: Collection[Place]) -> tuple[Member, ...]:
    now = [
        one.was if one.now is None or (one.standing == "unsure" and one.was.place not in also) else one.now
        for one in anchored
    ]
    # Two stretches that have become one stay two, so that no decision is lost.
    times = Counter(member.place for member in now)
    return tuple(member if times[member.place] == 1 else one.was for member, one in zip(now, anchored, strict=True))


_Key = tuple[str, str, int, int, str, str | None]
"""Article, text of then, place and words, text of now: what the answer depends on."""


def _again(known: Anchored, member: Member) -> Anchored:
    """What is known of a place, for a member of any label and role."""
    if known.standing == "here":
        return Anchored(member, member, "here", "")
    now = known.now and _placed(member, known.now.sha256, known.now.start, known.now.text)
    return known._replace(was=member, now=now)


def _anchored(
    members: Sequence[Member], present: Article | None, text_then: Callable[[], str | None]
) -> list[Anchored]:
    """Where members of one text are in the present one."""
    if present is None:
        return [Anchored(member, None, "gone", "the article's file is gone or cannot be read") for member in members]
    if members[0].sha256 == present.sha256:
        return [_of_this_text(member, present.text) for member in members]
    then = text_then()
    if then is None:
        return [Anchored(member, None, "gone", "the text that it was made in was not kept") for member in members]
    from annotator.text.realign import find_again  # only needed where an article has changed

    fitting = [member for member in members if then[member.start : member.end] == member.text]
    places = find_again(then, present.text, [(member.start, member.end) for member in fitting])
    found = {id(member): place for member, place in zip(fitting, places, strict=True)}
    anchored = []
    for member in members:
        place = found.get(id(member))
        if place is None:
            anchored.append(Anchored(member, None, "gone", "its wording is not that of the text it was made in"))
        elif place.found is None:
            anchored.append(Anchored(member, None, "gone", place.why))
        else:
            words = present.text[slice(*place.found)]
            now = _placed(member, present.sha256, place.found[0], words)
            standing: Standing = "unsure" if not place.sure else "moved" if words == member.text else "changed"
            anchored.append(Anchored(member, now, standing, place.why))
    return anchored


def _of_this_text(member: Member, text: str) -> Anchored:
    if text[member.start : member.end] == member.text:
        return Anchored(member, member, "here", "")
    return Anchored(member, None, "gone", "its wording is not that of the text it was made in")


def _placed(member: Member, sha256: str, start: int, text: str) -> Member:
    return member.changed(sha256=sha256, start=start, end=start + len(text), text=text)
