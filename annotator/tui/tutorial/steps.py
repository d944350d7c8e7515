"""The steps of the tutorial: what each asks for, how it is checked, and how the program does it for who skips it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from annotator.errors import AnnotatorError
from annotator.model import Range, Span
from annotator.project import Memory, ProjectFolder
from annotator.session import Outcome, Session
from annotator.settings import Settings
from annotator.text.sanitize import one_line
from annotator.tui.actions import Action, shown_key


class Target(NamedTuple):
    """A stretch of the tutorial's text, and the label that it is to carry."""

    start: int
    end: int
    label: str = ""

    @property
    def range(self) -> Range:
        """`[start, end)`, code points."""
        return self.start, self.end


class ScreenState(NamedTuple):
    """The state of the annotating screen."""

    spans: tuple[Span, ...]
    caret: int
    pattern: str = ""
    """What was searched for last."""
    done: bool = False
    """The article is marked done."""
    letters: bool = False
    """Letters are shown that tag."""
    refused: frozenset[Target] = frozenset()

    def find(self, target: Target) -> Span | None:
        """The span that a target asks for, if it is there."""
        return next((span for span in self.spans if _key(span) == target), None)


Check = Callable[[ScreenState, ScreenState], str | None]
"""From the state when the step began and the state now to `None`: it is done; `""`: not yet; or what came out instead."""


def _key(span: Span) -> Target:
    return Target(span.start, span.end, span.label)


def _shown(span: Span) -> str:
    return f"‹{one_line(span.text, 24)}›"


def gone(before: ScreenState, now: ScreenState) -> str:
    """What was tagged when the step began and is not any more."""
    keys = {_key(span) for span in now.spans}
    lost = [span for span in before.spans if _key(span) not in keys]
    return f"{_shown(lost[-1])} is gone. {{undo}} brings it back." if lost else ""


def news(before: ScreenState, now: ScreenState, wanted: Sequence[Target]) -> str:
    """The last span that nobody asked for, said with the way back."""
    known = {_key(span) for span in before.spans} | set(wanted)
    odd = [span for span in sorted(now.spans, key=lambda span: span.id) if _key(span) not in known]
    if not odd:
        return gone(before, now)
    span = odd[-1]
    label = span.label
    if any(target.range == span.range for target in wanted):
        return f"The right words, but as {label}. {{undo}} takes it back, then try again."
    return f"That tagged {_shown(span)} as {label}. {{undo}} takes it back, then try again."


def when(done: Callable[[ScreenState, ScreenState], object], *wanted: Target) -> Check:
    """Something is to hold; until then a span that is not wanted is odd."""
    return lambda before, now: None if done(before, now) else news(before, now, wanted)


def tagged(*targets: Target) -> Check:
    """Stretches are to carry their labels."""
    return when(lambda _, now: all(map(now.find, targets)), *targets)


def back(target: Target) -> Check:
    """A span is to come back; when more is undone than that, redoing is the way back."""

    def check(before: ScreenState, now: ScreenState) -> str | None:
        if now.find(target):
            return None
        return news(before, now, (target,)).replace("{undo}", "{redo}")

    return check


def noted(target: Target, name: str, word: str) -> Check:
    """An attribute of a span is to hold a word."""

    def check(before: ScreenState, now: ScreenState) -> str | None:
        old, span = before.find(target), now.find(target)
        if span is not None and word.casefold() in span.attributes.get(name, "").casefold():
            return None
        if span is not None and (old is None or (span.attributes, span.note) != (old.attributes, old.note)):
            what = span.attributes.get(name)
            said = f"The {name} is now ‹{one_line(what, 20)}›" if what else f"Something is noted, but no {name}"
            return f"{said}. {{edit}} opens it again: {name} {word}."
        before_by_id = {other.id: other for other in before.spans}
        for other in now.spans:
            was = before_by_id.get(other.id)
            if was is not None and (was.attributes, was.note) != (other.attributes, other.note):
                return f"That was noted of {_shown(other)}. {{next_span}} goes to the marked one."
        return news(before, now, ())

    return check


def accepted(before: ScreenState, now: ScreenState) -> bool:
    """Whether a suggestion became a span."""
    known = {span.id for span in before.spans}
    return any(span.origin == "suggested" and span.id not in known for span in now.spans)


def searched(word: str, target: Target) -> Check:
    """A word is to be searched for, and what is there to be tagged."""

    def check(before: ScreenState, now: ScreenState) -> str | None:
        looked = now.pattern.casefold().strip()
        if now.find(target) and looked == word:
            return None
        if looked and looked != word and not word.startswith(looked):
            return f"That searched for ‹{one_line(looked, 20)}›. {{search}} again, for {word}."
        return news(before, now, (target,))

    return check


def swept(target: Target) -> Check:
    """A span is to be made, and the sweep left, in which anything may be tagged."""

    def check(before: ScreenState, now: ScreenState) -> str | None:
        if now.letters:
            return ""
        return None if now.find(target) else news(before, now, (target,))

    return check


TEXT = Path(__file__).with_name("harbour-ferry.txt")
"""The bundled text; invented."""

Solve = Callable[[Session], Outcome | None]
END = "That was all. {help} shows every key and finds any action, {guideline} shows what the labels mean. {quit} goes back to work."


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Attributes:
        title: what it is about, a few words.
        text: what to do, names of actions in braces where their keys are to stand.
        check: whether it is done.
        solve: does it, in the session; `None` where the cursor's place is all.
        target: what is marked in the text.
        offers: the target is offered as a second look does.
    """

    title: str
    text: str
    check: Check
    solve: Solve | None = None
    target: Target | None = None
    offers: bool = False


def _tag(*targets: Target, origin: str = "hand") -> Solve:
    ranges, label = [target.range for target in targets], targets[0].label
    return lambda session: session.tag(ranges, label, origin="suggested" if origin == "suggested" else "hand")


def _remove(target: Target) -> Solve:
    return lambda session: session.delete([span for span in session.spans if span.range == target.range])


def _note(target: Target, attributes: dict[str, str]) -> Solve:
    def solve(session: Session) -> Outcome | None:
        span = session.spans.exact(target.start, target.end, target.label)
        return None if span is None else session.change(span, attributes={**span.attributes, **attributes})

    return solve


def steps(text: str) -> list[Step]:
    """The steps on the bundled text, in their order; each stands on what those before it left."""

    def the(words: str, label: str, begin: int = 0) -> Target:
        start = text.index(words, begin)
        return Target(start, start + len(words), label)

    first, second = (the(words, "quote") for words in re.findall("“[^”]*”", text))
    weeks = the("14 weeks", "number")
    again = the("14 weeks", "number", weeks.end)
    vessel = the("The new vessel carries 220 passengers and cost 3.5 million euros.", "claim")
    fares = the("Fares stay at 4 euros", "claim")
    ad = the("Save 20% on harbour cruises! Book today at the Blue Gull kiosk.", "ad")
    crews = the("40", "number")
    free = the("The council votes on the winter timetable next week.", "claim")
    left = the("Until then the last boat leaves at dusk, and bicycles travel free.", "claim")
    return [
        Step("moving", "Arrows move the cursor, {move_word_right} by word, {move_sentence_right} by sentence. Go into the marked quotation.", when(lambda _, now: first.start <= now.caret < first.end), None, first),
        Step("a quotation", "{tag.quote} tags the quotation around the cursor, with its marks: nothing to select. Press it.", tagged(first), _tag(first), first),
        Step("a number", "Go up into the marked number, 14 weeks. {tag.number} takes it, with its unit.", tagged(weeks), _tag(weeks), weeks),
        Step("same wording", "{same} finds the same wording in the rest of the article; {same} again tags it. Press it twice.", tagged(weeks, again), _tag(weeks, again), again),
        Step("a sentence", "Arrows first: move the cursor into the marked sentence on the vessel. Then {tag.claim} takes the sentence.", tagged(vessel), _tag(vessel), vessel),
        Step("other words", "Go to Fares. {extend_word_right} until the marked words are selected; {tag.claim} tags them, without the last space.", tagged(fares), _tag(fares), fares),
        Step("hints", "{hint.quote} puts a letter on each untagged quotation in view. Type the one on the marked quotation.", tagged(second), _tag(second), second),
        Step("removing", "{next_span} chooses the next span, {previous_span} the one before. Choose the marked quotation; {remove} removes it.", when(lambda _, now: not any(span.range == second.range for span in now.spans), second), _remove(second), second),
        Step("undoing", "{undo} takes back what was done last, {redo} does it again. Bring the quotation back.", back(second), _tag(second), second),
        Step("details", "{edit} notes something of a span. Write Wrede as the speaker of this quotation, then press Enter.", noted(second, "speaker", "Wrede"), _note(second, {"speaker": "Wrede"}), second),
        Step("suggestions", "{suggestions} shows suggestions. Choose the next with {next_suggestion} and accept it with {accept}; {remove} refuses.", when(accepted), _tag(crews, origin="suggested")),
        Step("sweep", "{sweep} puts letters on all that is untagged in view. Type the one on the marked sentence, or more. {escape} ends.", swept(free), _tag(free), free),
        Step("searching", "{search} searches: type kiosk, press Enter. {tag.ad} tags the paragraph there as an ad.", searched("kiosk", ad), _tag(ad), ad),
        Step("done", "{done} marks the article done. It first counts what carries no span; {done} again marks it.", when(lambda _, now: now.done), lambda session: session.mark("done")),
        Step("second look", "From five articles on, {done} offers what looks like your own tags. {accept} takes the marked offer, {remove} refuses it.", when(lambda _, now: now.find(left) or left in now.refused, left), _tag(left, origin="suggested"), left, offers=True),
    ]  # fmt: skip


def with_keys(text: str, actions: Sequence[Action]) -> str:
    """A step's text with the first key of each action that it names; one without a key is found in the help."""
    table = {action.name: action for action in actions}

    def key(match: re.Match[str]) -> str:
        action = table[match[1]]
        if action.keys:
            return shown_key(action.key_list[0])
        found_by = table["help"].key_list
        return f"{shown_key(found_by[0])} {action.title}" if found_by else action.title

    return re.sub(r"\{([\w.]+)\}", key, text)


class Scratch:
    """The folder, the project in it, and a session on a journal there.

    Raises:
        AnnotatorError: if there is no place for it.
    """

    def __init__(self) -> None:
        try:
            self._folder = TemporaryDirectory(prefix="annotator-tutorial-", ignore_cleanup_errors=True)
            root = Path(self._folder.name)
            (root / "seeds").mkdir()
            shutil.copyfile(TEXT, root / "seeds" / TEXT.name)
        except OSError as error:
            raise AnnotatorError(
                f"the tutorial needs a temporary folder ({error.strerror}): set TMPDIR to one that can be written"
            ) from error
        # The default labels, and suggestions even where the project forbids them for its own articles.
        self.project = ProjectFolder(root, Settings(pause_minutes=0))
        self.memory = Memory(root / "state")
        journal = self.project.open_journal("tutorial")
        self.session = Session(
            journal, self.project.snapshots, self.project.settings.limits.article_bytes, self.project.rules()
        )

    def close(self) -> None:
        """Let go of the journal, and remove everything."""
        self.session.journal.close()
        self._folder.cleanup()
