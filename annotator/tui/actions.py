"""The one table of actions: every key, help line, key bar entry and palette entry comes from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from annotator.model import AnnotatorError, Label
from annotator.tui.keymap import KeyMap, check_names, remapped
from annotator.tui.keymap import shown_key as shown_key
from annotator.tui.theme import LOOKS

if TYPE_CHECKING:
    from textual.binding import Binding

_OBJECTS = {
    "quotation": "the quotation around the cursor",
    "number": "the number at the cursor",
    "sentence": "the sentence at the cursor",
    "paragraph": "the paragraph at the cursor",
}


class Action(NamedTuple):
    """Something the person can do on the annotating screen."""

    id: str
    """Also the name of the screen's method, `action_<id>`, and what a key map refers to."""
    keys: str
    """Textual's names, separated by commas; the first is the one shown. Empty: by the palette only."""
    title: str
    help: str
    group: str
    bar: int | None = None
    """Place in the key bar, small numbers first; `None` keeps it out."""
    parameter: str = ""

    @property
    def name(self) -> str:
        """What a key map calls it: the id, with its parameter behind a dot if it has one."""
        return f"{self.id}.{self.parameter}" if self.parameter else self.id

    @property
    def call(self) -> str:
        """The action as Textual runs it."""
        return f"{self.id}({self.parameter!r})" if self.parameter else self.id

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
    *(Action(f"move_{i}", keys, title, f"Move {text}.", "Moving") for i, keys, title, text in _MOVES),
    Action("move_paragraph_up", "left_curly_bracket", "Paragraph up", "Move to the paragraph before.", "Moving"),
    Action("move_paragraph_down", "right_curly_bracket", "Paragraph down", "Move to the next paragraph.", "Moving"),
    Action("move_sentence_left", "left_parenthesis", "Sentence back", "Move to the sentence before.", "Moving"),
    Action("move_sentence_right", "right_parenthesis", "Sentence on", "Move to the next sentence.", "Moving"),
    *(
        Action(f"extend_{i}", f"shift+{keys}" if "+" not in keys else keys.replace("+", "+shift+"), f"Select: {title.lower()}", f"Extend the selection {text}.", "Selecting")
        for i, keys, title, text in _MOVES
    ),
    Action("grow", "plus", "Grow", "Grow the selection: word, phrase, quotation, sentence, paragraph.", "Selecting"),
    Action("shrink", "minus", "Shrink", "Shrink the selection the same way.", "Selecting"),
    Action("escape", "escape", "Let go", "Let go of the selection or the chosen span.", "Selecting"),
    Action("hint_word", "f", "Go to word", "Two letters on every word in view; typing them goes there.", "Selecting"),
    Action("hint_extend", "F", "Select to word", "The same, extending the selection to the end of the word.", "Selecting"),
    Action("search", "slash", "Search", "Search the article; all matches are marked.", "Moving"),
    Action("search_next", "f3", "Next match", "Go to the next match.", "Moving"),
    Action("search_previous", "shift+f3", "Previous match", "Go to the match before.", "Moving"),
    Action("next_span", "tab", "Next span", "Choose the next span; keys then act on it.", "Spans", 25),
    Action("previous_span", "shift+tab", "Previous span", "Choose the span before.", "Spans"),
    Action("remove", "x,delete", "Remove", "Remove the chosen span, else the innermost at the cursor.", "Spans", 23),
    Action("suggestions", "ctrl+t", "Suggestions", "Turn suggestions on or off.", "Spans"),
    Action("accept", "enter", "Accept", "Accept the suggestion at the cursor, and go to the next; x refuses it.", "Spans"),
    Action("same", "asterisk", "Same wording", "Tag every same wording in the article; counts first, again tags.", "Spans"),
    Action("mend", "m", "Mend", "Trim white space off the span's edges; else cut it where it crosses another.", "Spans"),
    Action("edit", "e", "Edit", "Edit the attributes and the note of the span.", "Spans", 24),
    Action("moves", "M", "Move to new text", "Move spans of an article's earlier text to the text that its file has now.", "Spans"),
    Action("undo", "u,ctrl+z", "Undo", "Undo the last action, also after a restart.", "Spans", 22),
    Action("redo", "ctrl+y", "Redo", "Redo what was undone.", "Spans"),
    Action("done", "d", "Done", "Mark the article done (or not done) and go on to the next.", "Articles", 21),
    Action("skip", "k", "Skip", "Mark the article skipped (or not) and go on to the next.", "Articles"),
    Action("article_note", "ctrl+e", "Article note", "Write a note on the article, and say how far it is.", "Articles"),
    Action("articles", "o", "Articles", "List the articles, with state and counts.", "Articles", 26),
    Action("agreement", "equals_sign", "Agreement", "How far the annotators agree, and the passages in which they do not.", "Articles"),
    Action("next_article", "right_square_bracket", "Next article", "Go to the next article.", "Articles"),
    Action("previous_article", "left_square_bracket", "Previous article", "Go to the article before.", "Articles"),
    Action("panel_order", "v", "Panel order", "List the spans by label, or in reading order again.", "Looks"),
    *(Action("theme", "", f"Theme: {name}", f"Use the {name} theme, also the next time.", "Looks", None, name) for name in LOOKS),
    Action("guideline", "g", "Guideline", "Show or hide the guideline, at the label at hand.", "Help", 27),
    Action("palette", "ctrl+p", "Palette", "Find any action by its name, and run it.", "Help", 29),
    Action("help", "question_mark", "Keys", "Show all keys.", "Help", 20),
    Action("tutorial", "f1", "Tutorial", "Learn the keys in two minutes, on a text of its own.", "Help"),
    Action("save_again", "ctrl+s", "Save now", "Try again to save what could not be saved.", "Help"),
    Action("quit", "ctrl+q", "Quit", "Leave; everything is saved already.", "Help", 28),
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
        )
        for label in labels
        if label.object
    ]


def all_actions(labels: Iterable[Label], keys: KeyMap | None = None) -> list[Action]:
    """The whole table for a project, tagging first, with the keys that `annotator.toml` gives.

    Raises:
        AnnotatorError: if a key is taken, an action is unknown, or a key cannot be one.
    """
    from annotator.tui.screens.adjudicate_actions import ACTIONS as DECIDING
    from annotator.tui.screens.adjudicate_actions import EDITING

    table = [*label_actions(labels), *ACTIONS]
    check_names(keys or {}, [*table, *DECIDING, *EDITING])
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
    """The first key of an action as it is shown; how to find it in the palette, if it has none."""
    action = next(action for action in actions if action.id == identity)
    return shown_key(action.key_list[0]) if action.keys else f"the palette ({action.title})"


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
