"""Passages, and what became of decisions on them, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from unicodedata import category

import numpy as np

from annotator.adjudication.passage_status import (
    PassageStatus,
    ReopenCause,
    Statuses,
    changes,
    reopen_cause,
    void_causes,
)
from annotator.adjudication.passages import Passage, PassageVersion, VotedSpan
from annotator.text.sanitize import one_line, plural

NameOf = Callable[[str], str]
"""What an annotator is called on the screen."""
_LONGEST = 40
"""Characters of a wording in a sentence."""
_SHORT = 24
"""Characters of a wording that is one of several in a sentence."""
_TEXTS = 3
"""Articles annotated in several texts that a sentence names."""
_SPACES = frozenset(c for c in map(chr, range(0x3001)) if c == "\t" or category(c) == "Zs")
"""What parts words within a line; other white space ends lines."""


def quoted(text: str | None, longest: int = _LONGEST) -> str:
    """A wording within a sentence, in at most so many characters."""
    if text is None:
        return "…"
    text = text.replace("\r\n", "\n")  # one line end, and drawn as one
    if text.strip() or not text:
        return f"‹{one_line(text, longest)}›"
    # White space by name, as it would be shown as nothing.
    tabs, spaces = text.count("\t"), sum(character in _SPACES for character in text)
    counts = (len(text) - spaces, "line break"), (tabs, "tab"), (spaces - tabs, "space")
    return listed(
        [f"{'a' if count == 1 else f'{count:,}'} {what}{'s' * (count != 1)}" for count, what in counts if count]
    )


def listed(names: Sequence[str]) -> str:
    """`kim`, `kim and lee`, `kim, lee and mo`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def longest_wording(passage: Passage) -> str:
    """What a list or a sentence calls a passage by: the wording of its longest span; empty if no file has it."""
    return max(passage.spans, key=lambda span: span.end - span.start).text or ""


def taken_in_words(passage: Passage) -> str:
    """The spans of a passage that the rule takes; empty if it takes none."""
    return ", ".join(f"{_label(span)} {quoted(span.text, _SHORT)}" for span in passage.taken)


# --- what differs ----------------------------------------------------------------------------------------------------


def differs(passage: Passage, text: str | None, name_of: NameOf = str) -> str:
    """What the annotators differ in, as one sentence without a full stop."""
    sentence = _difference(passage, text, name_of)
    nothing = [name_of(name) for version in passage.versions if not version.spans for name in version.annotators]
    if nothing and passage.kind != "missing":
        sentence += f"; {listed(nothing)} {_have(nothing)} nothing here"
    if passage.elsewhere:
        names = listed([name_of(name) for name in passage.elsewhere])
        sentence += f"; {names} worked on another text of the article"
    return sentence


def _difference(passage: Passage, text: str | None, name_of: NameOf) -> str:
    versions, kind = passage.proposals, passage.kind
    names = [listed([name_of(name) for name in version.annotators]) for version in versions]
    have = _have(versions[0].annotators)
    if kind == "agreed" and len(passage.spans) > 1:
        return f"the rule takes all {len(passage.spans)} spans here"
    if kind == "agreed":
        return f"the rule takes it: {names[0]} {have} it"
    if kind == "missing":
        return f"only {names[0]} {have} it"
    if kind == "split":
        counts = ("one span" if len(v.spans) == 1 else f"{len(v.spans)} spans" for v in versions)
        return f"one or several: {', '.join(map(' '.join, zip(names, counts, strict=True)))}"
    if kind in {"label", "label and boundary"}:
        labels = (" + ".join(map(_label, version.spans)) for version in versions)
        each = ", ".join(map(" ".join, zip(names, labels, strict=True)))
        words = "the same words under other labels" if kind == "label" else "other labels and other boundaries"
        return f"{words}: {each}"
    sides = [_side(passage, versions, side, text, name_of) for side in ("start", "end")]
    return "; ".join(side for side in sides if side)


def _have(names: Sequence[str]) -> str:
    return "has" if len(names) == 1 else "have"


def _label(span: VotedSpan) -> str:
    return one_line(span.label, 20)


def _side(passage: Passage, versions: Iterable[PassageVersion], side: str, text: str | None, name_of: NameOf) -> str:
    """How the boundaries at one side differ; empty if they do not."""
    by_offset: dict[int, list[str]] = {}
    for version in versions:
        by_offset.setdefault(getattr(version.spans[0], side), []).extend(map(name_of, version.annotators))
    if len(by_offset) < 2:
        return ""
    offsets = sorted(by_offset)
    if len(offsets) > 2:
        return f"the {side} differs: " + ", ".join(f"{listed(by_offset[offset])} at {offset}" for offset in offsets)
    between = quoted(passage.wording(offsets[0], offsets[1], text))
    inside, outside = (by_offset[offset] for offset in (offsets if side == "start" else reversed(offsets)))
    takes = "take" if len(inside) > 1 else "takes"
    leaves = "leave" if len(outside) > 1 else "leaves"
    return f"the {side} differs: {listed(inside)} {takes} {between} in, {listed(outside)} {leaves} it out"


# --- what became of decisions ----------------------------------------------------------------------------------------


def reopened(status: PassageStatus, cause: ReopenCause, name_of: NameOf = str) -> str:
    """Why a decision on a passage no longer holds, as one sentence."""
    if cause == "cut":
        taken = taken_in_words(status.passage) or "a span"
        return f"as {taken}, which the rule takes, is a version of it now; nobody changed anything"
    if cause == "absent":
        return "as it was decided on spans of an annotator who was left out since"
    parts = []
    for name, *sides in changes(status):
        was, now = (
            ", ".join(f"{one_line(label, 20)} {start}–{end}" for start, end, label in places[:2])
            + (", …" if len(places) > 2 else "")
            or "nothing"
            for places in sides
        )
        parts.append(f"{name_of(name)} had {was}, now has {now}")
    if not parts:
        return "as what was decided here went with other spans"
    return "changed since it was decided: " + "; ".join(parts)


def reopened_in_words(statuses: Statuses) -> str:
    """How many passages are open again, by cause, as `3 (annotators changed their spans: 3)`; empty if none is."""
    causes = Counter(reopen_cause(statuses.passages, status) for status in statuses.reopened)
    cut = "another version, which the rule takes, belongs to the passage by now"
    return _counted(statuses, causes, "annotators changed their spans", cut)


def single_in_words(statuses: Statuses) -> str:
    """How much of gold is one annotator's work alone, which nobody compared; empty if nothing is."""
    cut = statuses.passages.cut
    single = cut.single
    alone = np.array([text in single for text in cut.texts], dtype=np.bool_)
    spans = int(statuses.passages.taken[alone[cut.text_of]].sum())
    return f"{plural(spans, 'span')} of {plural(len(single), 'article')} by one annotator alone" if single else ""


def uncompared_in_words(statuses: Statuses, is_present: Callable[[str, str], bool], *, named: bool = True) -> str:
    """What is to be done before articles annotated in several texts can be compared; empty if there is none to decide on.

    Args:
        statuses: the present ones.
        is_present: whether a text, by its sha256, is the one that an article, by its id, has now.
        named: whether annotators are named.
    """
    cut = statuses.passages.cut
    codes = np.unique(cut.article_of[cut.uncompared & statuses.waiting]).tolist()
    told = [in_texts(statuses, cut.articles[code], is_present, named=named) for code in codes[:_TEXTS]]
    return "; ".join([*told, *([f"and {plural(len(codes) - _TEXTS, 'more article')}"] if len(codes) > _TEXTS else [])])


def in_texts(statuses: Statuses, article: str, is_present: Callable[[str, str], bool], *, named: bool = True) -> str:
    """That an article is annotated in several texts, and who is to move their spans."""
    texts = statuses.passages.cut.annotated_texts(article)
    count = {2: "two", 3: "three"}.get(len(texts), str(len(texts)))
    behind = [name for text, names in texts.items() if not is_present(text, article) for name in names]
    if not named:
        who = "spans of the older move"
    elif len(behind) == 1:
        who = f"{behind[0]} moves theirs"
    else:
        who = f"{listed(sorted(behind))} move theirs"
    return f"{one_line(article, 40)} is annotated in {count} texts: {who} first (M in annotate)"


def void_in_words(statuses: Statuses) -> str:
    """How many decisions have nothing left to decide, by cause; empty if none has."""
    changed = "annotators came to agree there, or removed their spans"
    return _counted(statuses, void_causes(statuses), changed, "the rule takes all there by now")


def _counted(statuses: Statuses, counts: Mapping[ReopenCause, int], changed: str, cut: str) -> str:
    # The annotators of whom nothing is at hand, though decisions that no longer hold were made on spans of theirs.
    overtaken = statuses.rows(statuses.overtaken)
    decisions = [*statuses.void, *(decision for status in overtaken for decision in status.before)]
    names = {name for decision in decisions for name in decision.annotators - statuses.passages.cut.annotators}
    absent = f"decided on spans of {listed(sorted(names) or ['some'])}, left out since"
    words: dict[ReopenCause, str] = {"changed": changed, "absent": absent, "cut": cut}
    each = [f"{words[cause]}: {counts[cause]:,}" for cause in words if counts.get(cause)]
    return f"{sum(counts.values()):,} ({'; '.join(each)})" if each else ""


def absent_in_words(absent: Mapping[str, int]) -> str:
    """Who is missed, as a sentence without a full stop: `mo, on whose spans 122 decisions rest, has no journal here`."""
    each = [
        f"{name}, on whose spans {plural(count, 'decision')} rest{'s' * (count == 1)},"
        for name, count in absent.items()
    ]
    return f"{listed(each)} {_have(each)} no journal here"
