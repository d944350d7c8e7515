"""The steps of the tutorial: what each asks for, how it is checked, and how the program does it for who skips it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.session import Outcome, Session
from annotator.tui.actions import Action, shown_key
from annotator.tui.tutorial import checks
from annotator.tui.tutorial.checks import Check, Target

TEXT = Path(__file__).with_name("harbour-ferry.txt")
"""The bundled text; invented."""

Solve = Callable[[Session], Outcome | None]
END = "That was all. {help} shows every key, {guideline} what the labels mean, {palette} finds any action. {quit} goes back to work."


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Attributes:
        title: what it is about, a few words.
        text: what to do, names of actions in braces where their keys are to stand.
        check: whether it is done.
        solve: does it, in the session; `None` where the cursor's place is all.
        target: what is marked in the text.
    """

    title: str
    text: str
    check: Check
    solve: Solve | None = None
    target: Target | None = None


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
    return [
        Step("moving", "Arrows move the cursor, {move_word_right} by word, {move_sentence_right} by sentence. Go into the marked quotation.", checks.inside(first), None, first),
        Step("a quotation", "{tag.quote} tags the quotation around the cursor, with its marks: nothing to select. Press it.", checks.tagged(first), _tag(first), first),
        Step("a number", "Go up to the marked number, 14 weeks. {tag.number} takes it, with its unit.", checks.tagged(weeks), _tag(weeks), weeks),
        Step("same wording", "{same} finds the same wording in the rest of the article; {same} again tags it. Press it twice.", checks.tagged(weeks, again), _tag(weeks, again), again),
        Step("a sentence", "Go into the marked sentence on the vessel. {tag.claim} takes a sentence.", checks.tagged(vessel), _tag(vessel), vessel),
        Step("other words", "Go to Fares. {extend_word_right} selects words, {extend_left} gives the last space back, then {tag.claim} tags them.", checks.tagged(fares), _tag(fares), fares),
        Step("hints", "{hint.quote} puts a letter on each untagged quotation in view. Type the one on the marked quotation.", checks.tagged(second), _tag(second), second),
        Step("removing", "{next_span} chooses the next span, {previous_span} the one before. Choose the marked quotation; {remove} removes it.", checks.removed(second), _remove(second), second),
        Step("undoing", "{undo} takes back what was done last, {redo} does it again. Bring the quotation back.", checks.back(second), _tag(second), second),
        Step("details", "{edit} notes something of a span. Write Wrede as the speaker of this quotation, then press Enter.", checks.noted(second, "speaker", "Wrede"), _note(second, {"speaker": "Wrede"}), second),
        Step("suggestions", "{suggestions} shows suggestions. {next_span} goes on to span or suggestion, {accept} accepts, {remove} refuses. Accept one.", checks.accepted, _tag(crews, origin="suggested")),
        Step("searching", "{search} searches: type kiosk, press Enter. {tag.ad} tags the paragraph there as an ad.", checks.searched("kiosk", ad), _tag(ad), ad),
        Step("done", "{done} marks the article done. It first counts what carries no span; {done} again marks it.", checks.finished, lambda session: session.mark("done")),
    ]  # fmt: skip


def with_keys(text: str, actions: Sequence[Action]) -> str:
    """A step's text with the first key of each action that it names; one without a key is found in the palette."""
    table = {action.name: action for action in actions}

    def key(match: re.Match[str]) -> str:
        action = table[match[1]]
        if action.keys:
            return shown_key(action.key_list[0])
        palette = table["palette"].key_list
        return f"{shown_key(palette[0])} {action.title}" if palette else action.title

    return re.sub(r"\{([\w.]+)\}", key, text)
