"""The one table of actions: every key, help line and key bar entry comes from here."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import AnnotatorError
from annotator.model import Label
from annotator.text.sanitize import one_line
from annotator.tui.theme import THEMES

if TYPE_CHECKING:
    from textual.binding import Binding

KeyMap = Mapping[str, str | Sequence[str]]
"""Names of actions (`undo`, `theme.light`) with the key or keys that replace theirs."""

_SHOWN = {
    "left_curly_bracket": "{", "right_curly_bracket": "}", "left_parenthesis": "(", "right_parenthesis": ")",
    "left_square_bracket": "[", "right_square_bracket": "]", "plus": "+", "minus": "-", "question_mark": "?",
    "pageup": "PgUp", "pagedown": "PgDn", "left": "←", "right": "→", "up": "↑", "down": "↓", "escape": "Esc",
    "delete": "Del", "home": "Home", "end": "End", "tab": "Tab", "enter": "Enter", "space": "Space",
    "asterisk": "*", "slash": "/", "full_stop": ".", "greater_than_sign": ">", "less_than_sign": "<",
}  # fmt: skip
_OTHERWISE = {
    "solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at", "hyphen_minus": "minus",
    "plus_sign": "plus", "low_line": "underscore",
}  # fmt: skip
"""Characters that Textual calls otherwise than Unicode does."""
_NAMED = frozenset(
    {
        "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete", "tab", "enter",
        "space", "backspace", "escape",
    }
)  # fmt: skip
"""Keys that type no character, but for function keys."""
_MODIFIERS = frozenset({"ctrl", "alt", "shift", "super"})
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "escape"}
"""What a terminal sends alike."""
_OF_ITS_OWN = {
    "ctrl+c": "the terminal's own sign to stop",
    "ctrl+q": "always leaves",
    "escape": "always lets go and closes",
}
_FUNCTION_KEY = re.compile(r"f([1-9]|1[0-9]|2[0-4])")


def shown_key(key: str) -> str:
    """A key as people write it: `{` for `left_curly_bracket`, `Shift+Tab` for `shift+tab`."""
    *modifiers, name = key.split("+")
    shown = _SHOWN.get(name) or (name.upper() if _FUNCTION_KEY.fullmatch(name) else _types(name) or name)
    return "+".join([*(m.capitalize() for m in modifiers), shown])


def _types(name: str) -> str | None:
    """The character that a key of this name types; `None` if it types none, or there is no such key."""
    if len(name) == 1:
        return name
    with contextlib.suppress(KeyError):
        return _on_keyboards().get(name) or unicodedata.lookup(name.replace("_", " "))
    return None


@cache
def _on_keyboards() -> dict[str, str]:
    """Characters of common keyboards by the names of their keys, from which hyphens are gone."""
    ranges = (range(0x20, 0x180), range(0x2010, 0x2060), range(0x20A0, 0x20C0))
    return {key_name(character): character for character in map(chr, chain(*ranges)) if character.isprintable()}


def key_name(character: str) -> str:
    """Textual's name of the key that types a character; not asked of Textual, which commands do not load."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _OTHERWISE.get(name, name) or character


def read_key(written: str) -> str:
    """Textual's name of a key as a person writes it: `?`, `Ctrl+Z`, `shift+tab`, `F5`, `PageUp`.

    Raises:
        AnnotatorError: if there is no such key, it cannot be typed, or the program or the terminal keeps it for itself.
    """
    shown = one_line(written, 40)
    # The last `+` may be the key itself: `+`, `ctrl++`.
    head, plus, name = ("", "", written) if len(written) == 1 else written.rpartition("+")
    if plus and not name and head.endswith("+"):
        head, name = head.removesuffix("+"), "+"
    modifiers = [modifier.strip().casefold() for modifier in head.split("+")] if head else []
    name = name.strip() or name
    known = _is_key(name)
    if len(name) == 1:
        name = key_name(name.lower() if modifiers else name)
        if modifiers == ["shift"] and len(name) == 1 and name.upper() != name:
            modifiers, name = [], name.upper()  # as terminals send it
    else:
        name = name.casefold()
    if not set(modifiers) <= _MODIFIERS or not known:
        raise AnnotatorError(
            f"annotator.toml: keys: {shown!r} is no key: write a character, or names such as f5, ctrl+z, alt+left"
        )
    if modifiers == ["shift"] and name not in _NAMED and not _FUNCTION_KEY.fullmatch(name):
        raise AnnotatorError(
            f"annotator.toml: keys: {shown!r} cannot be typed: terminals send the character that the two make: write that"
        )
    key = "+".join([*sorted(set(modifiers), key=["ctrl", "alt", "shift", "super"].index), name])
    if key in _SAME:
        raise AnnotatorError(f"annotator.toml: keys: terminals send {shown!r} as {_SAME[key]}: choose another")
    return key


def _is_key(name: str) -> bool:
    """Whether a key is called so, or types this character."""
    folded = name if len(name) == 1 else name.casefold()
    if _FUNCTION_KEY.fullmatch(folded) or folded in _NAMED:
        return True
    character = _types(folded) if folded else None
    return character is not None and character.isprintable()


def remapped(actions: Sequence[Action], keys: KeyMap) -> list[Action]:
    """The actions with the keys of the map in the place of their own; whether they clash is not asked here.

    What the map says of other actions is left alone: `check_names` asks whether there are such.

    Raises:
        AnnotatorError: for a key that cannot be one.
    """
    return [action._replace(keys=_keys_for(action, keys)) for action in actions]


def _keys_for(action: Action, keys: KeyMap) -> str:
    written = keys.get(action.name)
    if written is None:
        return action.keys
    found = [read_key(key) for key in ([written] if isinstance(written, str) else written)]
    for key in found:
        if key in _OF_ITS_OWN and key not in action.key_list:
            raise AnnotatorError(
                f"annotator.toml: keys.{action.name}: {shown_key(key)} {_OF_ITS_OWN[key]}: choose another key"
            )
    return ",".join(dict.fromkeys(found))


def check_names(keys: KeyMap, actions: Iterable[Action]) -> None:
    """See whether the map speaks of actions that there are, and that may have other keys.

    Raises:
        AnnotatorError: for an action that there is not, a label's key, or the digits that take a version.
    """
    known = {action.name for action in actions}
    for name in keys:
        shown, kind = one_line(name, 60), name.partition(".")[0]
        if kind == "tag":
            raise AnnotatorError(f"annotator.toml: keys.{shown}: a label's key is set as `key` in its [[labels]] table")
        if kind == "take":
            raise AnnotatorError(
                f"annotator.toml: keys.{shown}: the digits 1 to 9 take a version, and no other keys can: leave it out"
            )
        if name not in known:
            import difflib

            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else "docs/settings.md names the actions"
            raise AnnotatorError(f"annotator.toml: keys: no action is called {shown!r}: {hint}")


_OBJECTS = {
    "quotation": "the quotation around the cursor",
    "number": "the number at the cursor",
    "sentence": "the sentence at the cursor",
    "paragraph": "the paragraph at the cursor",
}


class Action(NamedTuple):
    """Something the person can do on the annotating screen."""

    id: str
    """What a key map refers to."""
    keys: str
    """Textual's names, separated by commas; the first is the one shown. Empty: by the help only."""
    title: str
    help: str
    group: str
    bar: int | None = None
    """Place in the key bar, small numbers first; `None` keeps it out."""
    parameter: str = ""
    does: str = ""
    """What does it: `target.method` of a controller that the screen holds (`hints.objects`), `app.method` of the
    application (`action_<method>`), or nothing: the screen's own `action_<id>`."""
    given: str = ""
    """The word that the method gets, where it is not the parameter."""

    @property
    def name(self) -> str:
        """What a key map calls it: the id, with its parameter behind a dot if it has one."""
        return f"{self.id}.{self.parameter}" if self.parameter else self.id

    @property
    def call(self) -> str:
        """The action as Textual runs it; what a controller does goes by way of the screen's `action_do`."""
        given = [word for word in (self.given or self.parameter,) if word]
        if self.does and not self.does.startswith("app."):
            return f"do({', '.join(map(repr, [self.does, *given]))})"
        name = self.does or self.id
        return f"{name}({', '.join(map(repr, given))})" if given else name

    @property
    def key_list(self) -> list[str]:
        """The keys, one by one."""
        return [key for key in self.keys.split(",") if key]


_MOVES = (
    ("left", "left", "Left", "one character to the left"),
    ("right", "right", "Right", "one character to the right"),
    ("up", "up", "Up", "one row up"),
    ("down", "down", "Down", "one row down"),
    ("word_left", "ctrl+left", "Word left", "to the beginning of the word, or of the one before"),
    ("word_right", "ctrl+right", "Word right", "to the beginning of the next word"),
    ("row_start", "home", "Row start", "to the beginning of the row"),
    ("row_end", "end", "Row end", "to the end of the row"),
    ("page_up", "pageup", "Page up", "a page up"),
    ("page_down", "pagedown", "Page down", "a page down"),
    ("text_start", "ctrl+home", "Beginning", "to the beginning of the article"),
    ("text_end", "ctrl+end", "End", "to the end of the article"),
)

ACTIONS: tuple[Action, ...] = (
    *(Action(f"move_{i}", keys, title, f"Move {text}.", "Moving", does="cursor.move", given=i) for i, keys, title, text in _MOVES),
    Action("move_paragraph_up", "left_curly_bracket", "Paragraph up", "Move to the paragraph before.", "Moving", does="cursor.move", given="paragraph_up"),
    Action("move_paragraph_down", "right_curly_bracket", "Paragraph down", "Move to the next paragraph.", "Moving", does="cursor.move", given="paragraph_down"),
    Action("move_sentence_left", "left_parenthesis", "Sentence back", "Move to the sentence before.", "Moving", does="cursor.move", given="sentence_left"),
    Action("move_sentence_right", "right_parenthesis", "Sentence on", "Move to the next sentence.", "Moving", does="cursor.move", given="sentence_right"),
    *(
        Action(f"extend_{i}", f"shift+{keys}" if "+" not in keys else keys.replace("+", "+shift+"), f"Select: {title.lower()}", f"Extend the selection {text}; with a span chosen, move its boundary.", "Selecting", does="cursor.extend", given=i)
        for i, keys, title, text in _MOVES
    ),
    Action("grow", "plus", "Grow", "Grow the selection: word, phrase, quotation, sentence, paragraph.", "Selecting", does="cursor.grow"),
    Action("shrink", "minus", "Shrink", "Shrink the selection the same way.", "Selecting", does="cursor.shrink"),
    Action("swap_end", "z", "Other end", "Resize at the other end: move the other boundary of the chosen span, or of the selection, from now on.", "Selecting", does="resizing.swap"),
    Action("escape", "escape", "Let go", "Let go of the selection or the chosen span.", "Selecting"),
    Action("sweep", "s", "Sweep", "Letters on all that is untagged in view, of every label: each tags, Space turns the page, Enter takes all.", "Spans", 20, does="hints.sweep"),
    Action("arm", "L", "Arm a label", "Then a label's key: every drag of the mouse tags with it at once, until Esc or this key again.", "Selecting", does="arming.ask"),
    Action("hint_word", "f", "Go to word", "Two letters on every word in view; typing them goes there.", "Selecting", does="hints.go_to_word"),
    Action("hint_extend", "F", "Select to word", "The same, extending the selection to the end of the word.", "Selecting", does="hints.extend_to_word"),
    Action("search", "slash", "Search", "Search the article; all matches are marked.", "Moving", does="search.open"),
    Action("search_next", "f3", "Next match", "Go to the next match.", "Moving", does="search.next"),
    Action("search_previous", "shift+f3", "Previous match", "Go to the match before.", "Moving", does="search.previous"),
    Action("next_span", "tab", "Next span", "Choose the next span; keys then act on it.", "Spans", 25, does="tagging.next"),
    Action("previous_span", "shift+tab", "Previous span", "Choose the span before.", "Spans", does="tagging.previous"),
    Action("remove", "x,delete", "Remove", "Remove the chosen span, else the innermost at the cursor.", "Spans", 23, does="tagging.remove"),
    Action("suggestions", "ctrl+t", "Suggestions", "Turn suggestions on or off.", "Spans", does="suggestions.switch"),
    Action("next_suggestion", "full_stop", "Next suggestion", "Choose the next suggestion; they are turned on for that.", "Spans", does="suggestions.next"),
    Action("previous_suggestion", "comma", "Suggestion before", "Choose the suggestion before.", "Spans", does="suggestions.previous"),
    Action("second_look", "", "Second look", "Go through what a finished article may lack, as learned from your other finished articles.", "Spans", does="second_look.again"),
    Action("accept", "enter", "Accept", "Accept the suggestion at the cursor, and go to the next; x refuses it.", "Spans", does="suggestions.accept"),
    Action("same", "asterisk", "Same wording", "Tag every same wording in the article; counts first, again tags.", "Spans", does="search.tag_same"),
    Action("mend", "m", "Mend", "Trim white space off the span's edges, and cut it where it crosses another.", "Spans", does="tagging.mend"),
    Action("next_problem", "semicolon", "Next problem", "Choose the next span that breaks a rule: crossing, space at an edge and so on.", "Spans", does="problems.next"),
    Action("previous_problem", "colon", "Previous problem", "Choose the span before that breaks a rule.", "Spans", does="problems.previous"),
    Action("next_disagreement", "greater_than_sign", "Next disagreement", "Go to the next passage in which you and the others disagree; what they have is shown.", "Spans", does="disagreements.next"),
    Action("previous_disagreement", "less_than_sign", "Disagreement before", "Go to the passage before in which you and the others disagree.", "Spans", does="disagreements.previous"),
    Action("edit", "e", "Edit", "Edit the attributes and the note of the span.", "Spans", 24, does="tagging.edit"),
    Action("split", "vertical_line", "Split", "Split the span at the cursor; what is noted stays with the first part.", "Spans", does="tagging.split"),
    Action("join", "J", "Join", "Join the span with the next one of its label, with the text between.", "Spans", does="tagging.join"),
    Action("history", "H", "History", "Every revision of the span: who, when, what; Enter goes back to one.", "Spans", does="tagging.history"),
    Action("removed", "", "Removed spans", "List what was removed in this article; its history brings it back.", "Spans", does="tagging.removed"),
    Action("moves", "M", "Move to new text", "Move spans of an article's earlier text to the text that its file has now.", "Spans", does="moves.propose"),
    Action("undo", "u,ctrl+z", "Undo", "Undo the last action, also after a restart.", "Spans", 22, does="tagging.undo"),
    Action("redo", "ctrl+y", "Redo", "Redo what was undone.", "Spans", does="tagging.redo"),
    Action("done", "d", "Done", "Mark the article done (or not done) and go on to the next.", "Articles", 21),
    Action("skip", "k", "Skip", "Mark the article skipped (or not) and go on to the next.", "Articles"),
    Action("article_note", "ctrl+e", "Article note", "Write a note on the article, and say how far it is.", "Articles"),
    Action("articles", "o", "Articles", "List the articles, with state and counts.", "Articles", 26),
    Action("search_all", "ctrl+f", "Search all articles", "Find words, patterns and spans in all articles; tick hits to tag, relabel or remove them at once.", "Articles", does="place_lists.search"),
    Action("board_here", "b", "Same elsewhere", "The quotation or number at the cursor in other articles: the same, apart, or a slot with a name.", "Articles", does="place_lists.board_here"),
    Action("boards", "B", "Boards", "List the quotations and numbers that several outlets have.", "Articles", does="place_lists.boards"),
    Action("agreement", "equals_sign", "Agreement", "How far the annotators agree, and the passages in which they do not.", "Articles", does="place_lists.agreement"),
    Action("next_article", "right_square_bracket", "Next article", "Go to the next article.", "Articles"),
    Action("previous_article", "left_square_bracket", "Previous article", "Go to the article before.", "Articles"),
    Action("panel_order", "v", "Panel order", "List the spans by label, or in reading order again.", "Looks"),
    *(Action("theme", "", f"Theme: {name}", f"Use the {name} theme, also the next time.", "Looks", None, name, does="app.theme") for name in THEMES),
    Action("guideline", "g", "Guideline", "Show or hide the guideline, at the label at hand.", "Help", 27, does="guideline.switch"),
    Action("help", "question_mark,ctrl+p", "Help", "All keys and actions: type to find one, Enter does it.", "Help", 90, does="app.help"),
    Action("keys_here", "f1", "Keys here", "The keys of what is at hand: the chosen span, the selection, a dialog.", "Help", does="app.keys_here"),
    Action("tutorial", "", "Tutorial", "Learn the keys in two minutes, on a text of its own.", "Help"),
    Action("save_again", "ctrl+s", "Save now", "Try again to save what could not be saved.", "Help", does="saving.save_again"),
    Action("quit", "ctrl+q", "Quit", "Leave; everything is saved already.", "Help", 91),
)  # fmt: skip


def label_actions(labels: Iterable[Label]) -> list[Action]:
    """One action a label: its key tags."""
    return [
        Action(
            "tag",
            label.key,
            label.name,
            f"Tag the selection as {label.name}; relabel the chosen span; "
            + (f"else tag {_OBJECTS[label.object]}." if label.object else "else say what to select."),
            "Tagging",
            i,
            label.name,
            "tagging.tag",
        )
        for i, label in enumerate(labels)
    ] + [
        Action(
            "hint",
            label.key.upper(),
            f"{label.name} hints",
            f"A letter on every untagged {label.object} in view; the letter tags it, with Shift the others stay.",
            "Tagging",
            None,
            label.name,
            "hints.objects",
        )
        for label in labels
        if label.object
    ]


def all_actions(labels: Iterable[Label], keys: KeyMap | None = None) -> list[Action]:
    """The whole table for a project, tagging first, with the keys that `annotator.toml` gives.

    Raises:
        AnnotatorError: if a key is taken, an action is unknown, or a key cannot be one.
    """
    table = [*label_actions(labels), *ACTIONS]
    check_names(keys or {}, [*table, *ADJUDICATE_ACTIONS, *EDITING])
    return without_clashes(remapped(table, keys or {}))


def without_clashes(table: list[Action], where: str = "") -> list[Action]:
    """The table itself, if no key is that of two actions in it; `where` tells which screen's it is.

    Raises:
        AnnotatorError: naming a key and both its actions.
    """
    taken: dict[str, Action] = {}
    for action in sorted(table, key=lambda action: action.group == "Tagging"):
        for key in action.key_list:
            if key in taken:
                raise AnnotatorError(_clash(key, taken[key], action, where))
            taken[key] = action
    return table


def _clash(key: str, first: Action, second: Action, where: str) -> str:
    shown = shown_key(key)
    if second.id == "tag":
        return (
            f"annotator.toml: the key {shown!r} is that of the label {second.parameter!r} and of {first.title!r} "
            f"({first.name}): give the label another, or the action under [keys]"
        )
    return (
        f"annotator.toml: keys: {shown!r} would be both {first.title!r} ({first.name}) and "
        f"{second.title!r} ({second.name}){where}: give one of them another key"
    )


def key_of(actions: Iterable[Action], identity: str) -> str:
    """The first key of an action as it is shown; how to find it in the help, if it has none."""
    action = next(action for action in actions if action.id == identity)
    return shown_key(action.key_list[0]) if action.keys else f"? ({action.title})"


def how_to_begin(actions: Sequence[Action]) -> list[str]:
    """What an empty panel says about tagging, as sentences."""
    keys = " ".join(action.keys for action in actions if action.id == "tag")
    sweep = next((shown_key(action.key_list[0]) for action in actions if action.id == "sweep" and action.keys), None)
    return [
        f"{keys}: tag what is at the cursor, or selected",
        *([f"{sweep}: a letter on all that can be tagged in view"] if sweep else []),
        "mouse: drag over words, then press one of these keys",
    ]


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """The actions as Textual's key bindings; those without a key have none."""
    from textual.binding import Binding

    return [
        Binding(action.keys, action.call, action.title, show=False, id=action.name) for action in actions if action.keys
    ]


def bar_entries(
    actions: Iterable[Action], otherwise: Mapping[str, tuple[str, str]] | None = None
) -> list[tuple[str, str, str, str | None]]:
    """The entries of the key bar, `(key, title, action, label or None)`; what has no key has none.

    Args:
        actions: a screen's.
        otherwise: by id of an action, the key and the title that are shown in place of its own.
    """
    shown = sorted((a for a in actions if a.bar is not None and a.keys), key=lambda action: action.bar or 0)
    return [
        (
            *(otherwise or {}).get(a.id, (shown_key(a.key_list[0]), a.title.lower())),
            a.call,
            a.parameter if a.id == "tag" else None,
        )
        for a in shown
    ]


ADJUDICATE_ACTIONS: tuple[Action, ...] = (
    Action("take", "1", "Take", "Take that version; 1 to 9.", "Deciding", 0, "1"),
    Action("union", "w", "Union", "Take all that anybody has; overlapping spans of a label become one.", "Deciding", 1),
    Action("intersection", "i", "Common", "Take what all have who have anything here.", "Deciding", 2),
    Action("none", "x,delete", "None", "Take none of them: a decision too, and kept.", "Deciding", 3),
    Action("edit", "e", "Edit", "Edit freely on the annotating screen: boundaries, labels, several spans, nested ones.", "Deciding", 4),
    Action("later", "k", "Later", "Leave it for later; it comes again after the others.", "Deciding", 5),
    Action("alike", "asterisk", "Alike", "Give the answer to the passage decided last to others like it, chosen from a list.", "Deciding", 6),
    Action("again", "p", "As before", "Decide as before, where annotators changed what was decided on.", "Deciding"),
    Action("undo", "u,ctrl+z", "Undo", "Undo the last decision (or all of one list), also after a restart.", "Deciding", 7),
    Action("redo", "ctrl+y", "Redo", "Redo what was undone.", "Deciding"),
    Action("note", "n", "Note", "Note something of the passage; kept with the decision.", "Writing", 11),
    Action("rule", "r", "Rule", "Add a rule to the guideline, dated, with the passage; then see what else it would touch.", "Writing", 12),
    Action("touched", "t", "Touched", "List the spans elsewhere that a rule made for this passage would touch.", "Writing"),
    Action("next", "right,right_square_bracket,tab,greater_than_sign", "Next", "Go to the next passage.", "Going"),
    Action("previous", "left,left_square_bracket,shift+tab,less_than_sign", "Previous", "Go to the passage before.", "Going"),
    Action("next_open", "full_stop", "Next open", "Go to the next passage that is not decided.", "Going"),
    Action("list", "o", "List", "List the passages; Enter goes to one.", "Going", 9),
    Action("filter", "slash", "Filter", "Show only a label, a kind, an article, two annotators; or what the rule took.", "Going", 10),
    Action("scroll_up", "up,pageup", "Up", "Scroll the article up.", "Going"),
    Action("scroll_down", "down,pagedown", "Down", "Scroll the article down.", "Going"),
    *(Action("theme", "", f"Theme: {name}", f"Use the {name} theme, also the next time.", "Help", None, name, does="app.theme") for name in THEMES),
    Action("save_again", "ctrl+s", "Save now", "Try again to save what could not be saved.", "Help", does="saving.save_again"),
    Action("help", "question_mark,ctrl+p", "Help", "All keys and actions: type to find one, Enter does it.", "Help", 90, does="app.help"),
    Action("keys_here", "f1", "Keys here", "The keys of what is at hand.", "Help", does="app.keys_here"),
    Action("quit", "ctrl+q", "Quit", "Leave; everything is saved already.", "Help", 91),
)  # fmt: skip

EDITING: tuple[Action, ...] = (
    Action("leave_passage", "k,f10", "Back", "Back to the passages without a decision.", "Articles", 22),
)
_NOT_HERE = frozenset(
    {
        "skip", "article_note", "articles", "search_all", "agreement", "next_article", "previous_article", "moves",
        "tutorial", "next_disagreement", "previous_disagreement",
    }
)  # fmt: skip


def adjudicating_actions(keys: KeyMap) -> list[Action]:
    """The table of the adjudicating screen, with the keys that `annotator.toml` gives.

    An action of both screens gets of the keys that it is given those that no other has here, else it keeps its own.

    Raises:
        AnnotatorError: if a key is that of two actions which are given keys for this screen alone, or cannot be one.
    """
    shared = {action.name for action in ACTIONS if action.name in keys}
    table = remapped(ADJUDICATE_ACTIONS, keys)
    taken = {key for action in table if action.name not in shared for key in _keys(action)}
    for i, (own, action) in enumerate(zip(ADJUDICATE_ACTIONS, table, strict=True)):
        if action.name in shared and action.keys:
            free = [key for key in action.key_list if key not in taken]
            free = free or [key for key in own.key_list if key not in taken]
            table[i] = action._replace(keys=",".join(free))
    without_clashes([action._replace(keys=",".join(_keys(action))) for action in table], " on the adjudicating screen")
    return table


def _keys(action: Action) -> list[str]:
    """The keys of an action, all digits for the versions."""
    return list("123456789") if action.id == "take" else action.key_list


def editing_actions(annotating: Iterable[Action], keys: KeyMap) -> list[Action]:
    """The annotating screen's table with what makes sense while a passage is edited.

    Args:
        annotating: that table, with the keys that it has in the project.
        keys: what `annotator.toml` gives.

    Raises:
        AnnotatorError: if the key that goes back is another action's by the map.
    """
    table = [action for action in annotating if action.id not in _NOT_HERE]
    place, done = next((i, action) for i, action in enumerate(table) if action.id == "done")
    table[place] = done._replace(title="Decide", help="What stands here is the decision; back to the passages.")
    taken = {key for action in table for key in action.key_list}
    for action in remapped(EDITING, keys):
        free = [key for key in action.key_list if key not in taken or action.name in keys]
        table.append(action._replace(keys=",".join(free)))
    return without_clashes(table, " while a passage is edited")


def wrong_keys(labels: Sequence[Label], keys: KeyMap) -> list[tuple[str | None, str]]:
    """What is wrong with the keys: the name in the map where it is about one, and a sentence."""
    every = [*label_actions(labels), *ACTIONS, *ADJUDICATE_ACTIONS, *EDITING]

    def check_one(name: str) -> None:
        check_names({name: keys[name]}, every)
        remapped(every, {name: keys[name]})

    screens: list[Callable[[], object]] = [
        lambda: editing_actions(all_actions(labels, keys), keys),
        lambda: adjudicating_actions(keys),
    ]
    # Only of keys that can be is it asked whether two actions of a screen have the same.
    return _refused((name, partial(check_one, name)) for name in keys) or _refused((None, check) for check in screens)


def _refused(checks: Iterable[tuple[str | None, Callable[[], object]]]) -> list[tuple[str | None, str]]:
    """The sentences with which checks fail, each with the name that its check goes by."""
    found = []
    for name, check in checks:
        try:
            check()
        except AnnotatorError as error:
            found.append((name, str(error)))
    return found
