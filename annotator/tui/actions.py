"""The one table of actions: every key, help line, key bar entry and palette entry comes from here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual.binding import Binding

from annotator.model import AnnotatorError, Label

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
    """Textual's names, separated by commas; the first is the one shown."""
    title: str
    help: str
    group: str
    bar: int | None = None
    """Place in the key bar, small numbers first; `None` keeps it out."""
    parameter: str = ""


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
    Action("next_span", "tab", "Next span", "Choose the next span; keys then act on it.", "Spans", 20),
    Action("previous_span", "shift+tab", "Previous span", "Choose the span before.", "Spans"),
    Action("remove", "x,delete", "Remove", "Remove the chosen span, else the innermost at the cursor.", "Spans", 21),
    Action("edit", "e", "Edit", "Edit the attributes and the note of the span.", "Spans", 22),
    Action("undo", "u", "Undo", "Undo the last action, also after a restart.", "Spans", 23),
    Action("redo", "ctrl+y", "Redo", "Redo what was undone.", "Spans"),
    Action("done", "d", "Done", "Mark the article done (or not done) and go on to the next.", "Articles", 24),
    Action("articles", "o", "Articles", "List the articles, with state and counts.", "Articles", 26),
    Action("next_article", "right_square_bracket", "Next article", "Go to the next article.", "Articles"),
    Action("previous_article", "left_square_bracket", "Previous article", "Go to the article before.", "Articles"),
    Action("guideline", "g", "Guideline", "Show the guideline.", "Help", 27),
    Action("help", "question_mark", "Keys", "Show all keys.", "Help", 25),
    Action("save_again", "ctrl+s", "Save now", "Try again to save what could not be saved.", "Help"),
    Action("quit", "ctrl+q", "Quit", "Leave; everything is saved already.", "Help", 28),
)  # fmt: skip

_SHOWN = {
    "left_curly_bracket": "{", "right_curly_bracket": "}", "left_parenthesis": "(", "right_parenthesis": ")",
    "left_square_bracket": "[", "right_square_bracket": "]", "plus": "+", "minus": "-", "question_mark": "?",
    "pageup": "PgUp", "pagedown": "PgDn", "left": "←", "right": "→", "up": "↑", "down": "↓", "escape": "Esc",
    "delete": "Del", "home": "Home", "end": "End", "tab": "Tab",
}  # fmt: skip


def shown_key(key: str) -> str:
    """A key as people write it: `{` for `left_curly_bracket`, `Shift+Tab` for `shift+tab`."""
    *modifiers, name = key.split("+")
    return "+".join([*(m.capitalize() for m in modifiers), _SHOWN.get(name, name)])


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
    ]


def all_actions(labels: Iterable[Label]) -> list[Action]:
    """The whole table for a project, tagging first.

    Raises:
        AnnotatorError: if a label's key is taken.
    """
    tagging = label_actions(labels)
    taken = {key: action for action in ACTIONS for key in action.keys.split(",")}
    for action in tagging:
        if action.keys in taken:
            raise AnnotatorError(
                f"annotator.toml: the key {action.keys!r} of label {action.parameter!r} belongs to "
                f"{taken[action.keys].title!r} already: give the label another"
            )
    return [*tagging, *ACTIONS]


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """The actions as Textual's key bindings."""
    return [
        Binding(
            action.keys,
            f"{action.id}({action.parameter!r})" if action.parameter else action.id,
            action.title,
            show=False,
            id=f"{action.id}.{action.parameter}" if action.parameter else action.id,
        )
        for action in actions
    ]
