"""What a step of the tutorial sees of the person's work, and what it says of it: pure functions of states, not of keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from annotator.model import Span
from annotator.text.sanitize import one_line

Range = tuple[int, int]


class Target(NamedTuple):
    """A stretch of the tutorial's text, and the label that it is to carry."""

    start: int
    end: int
    label: str = ""

    @property
    def range(self) -> Range:
        """`[start, end)`, code points."""
        return self.start, self.end


class Seen(NamedTuple):
    """The state of the annotating screen."""

    spans: tuple[Span, ...]
    caret: int
    pattern: str = ""
    """What was searched for last."""
    done: bool = False
    """The article is marked done."""

    def find(self, target: Target) -> Span | None:
        """The span that a target asks for, if it is there."""
        return next((span for span in self.spans if _key(span) == target), None)


class Verdict(NamedTuple):
    """What a step says: done, not yet (`""`), or what came out instead, keys in braces."""

    done: bool
    wrong: str = ""


Check = Callable[[Seen, Seen], Verdict]
"""From the state when the step began and the state now."""

NOT_YET, DONE = Verdict(False), Verdict(True)


def _key(span: Span) -> Target:
    return Target(span.start, span.end, span.label)


def _shown(span: Span) -> str:
    return f"‹{one_line(span.text, 24)}›"


def gone(before: Seen, now: Seen) -> Verdict:
    """What was tagged when the step began and is not any more."""
    keys = {_key(span) for span in now.spans}
    lost = [span for span in before.spans if _key(span) not in keys]
    return Verdict(False, f"{_shown(lost[-1])} is gone. {{undo}} brings it back.") if lost else NOT_YET


def news(before: Seen, now: Seen, wanted: Sequence[Target]) -> Verdict:
    """The last span that nobody asked for, said with the way back."""
    known = {_key(span) for span in before.spans} | set(wanted)
    odd = [span for span in sorted(now.spans, key=lambda span: span.id) if _key(span) not in known]
    if not odd:
        return gone(before, now)
    span = odd[-1]
    text, label = span.text, span.label
    inner = (span.start + len(text) - len(text.lstrip()), span.end - len(text) + len(text.rstrip()))
    if text.strip() != text and any(target == (*inner, label) for target in wanted):
        return Verdict(False, f"Nearly: {_shown(span)} has a space at its edge. {{mend}} trims it.")
    if any(target.range == span.range for target in wanted):
        return Verdict(False, f"The right words, but as {label}. {{undo}} takes it back, then try again.")
    return Verdict(False, f"That tagged {_shown(span)} as {label}. {{undo}} takes it back, then try again.")


def inside(target: Target) -> Check:
    """The cursor is to go into a stretch."""
    return lambda before, now: DONE if target.start <= now.caret < target.end else news(before, now, ())


def tagged(*targets: Target) -> Check:
    """Stretches are to carry their labels."""
    return lambda before, now: DONE if all(map(now.find, targets)) else news(before, now, targets)


def removed(target: Target) -> Check:
    """A span is to be removed."""

    def check(before: Seen, now: Seen) -> Verdict:
        if now.find(target) is None and not any(span.range == target.range for span in now.spans):
            return DONE
        return news(before, now, (target,))

    return check


def back(target: Target) -> Check:
    """A span is to come back; when more is undone than that, redoing is the way back."""

    def check(before: Seen, now: Seen) -> Verdict:
        if now.find(target):
            return DONE
        verdict = news(before, now, (target,))
        return verdict._replace(wrong=verdict.wrong.replace("{undo}", "{redo}"))

    return check


def noted(target: Target, name: str, word: str) -> Check:
    """An attribute of a span is to hold a word."""

    def check(before: Seen, now: Seen) -> Verdict:
        old, span = before.find(target), now.find(target)
        if span is not None and word.casefold() in span.attributes.get(name, "").casefold():
            return DONE
        if span is not None and (old is None or (span.attributes, span.note) != (old.attributes, old.note)):
            what = span.attributes.get(name)
            said = f"The {name} is now ‹{one_line(what, 20)}›" if what else f"Something is noted, but no {name}"
            return Verdict(False, f"{said}. {{edit}} opens it again: {name} {word}.")
        before_by_id = {other.id: other for other in before.spans}
        for other in now.spans:
            was = before_by_id.get(other.id)
            if was is not None and (was.attributes, was.note) != (other.attributes, other.note):
                return Verdict(False, f"That was noted of {_shown(other)}. {{next_span}} goes to the marked one.")
        return news(before, now, ())

    return check


def accepted(before: Seen, now: Seen) -> Verdict:
    """A suggestion is to become a span."""
    known = {span.id for span in before.spans}
    if any(span.origin == "suggested" and span.id not in known for span in now.spans):
        return DONE
    return news(before, now, ())


def searched(word: str, target: Target) -> Check:
    """A word is to be searched for, and what stands there to be tagged."""

    def check(before: Seen, now: Seen) -> Verdict:
        looked = now.pattern.casefold().strip()
        if now.find(target) and looked == word:
            return DONE
        if looked and looked != word and not word.startswith(looked):
            return Verdict(False, f"That searched for ‹{one_line(looked, 20)}›. {{search}} again, for {word}.")
        return news(before, now, (target,))

    return check


def finished(before: Seen, now: Seen) -> Verdict:
    """The article is to be marked done."""
    return DONE if now.done else news(before, now, ())
