"""The key map of `annotator.toml`: which keys an action gets instead of its own, and how a key is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from annotator.model import AnnotatorError
from annotator.text.display import one_line

if TYPE_CHECKING:
    from annotator.tui.actions import Action

KeyMap = Mapping[str, str | Sequence[str]]
"""Names of actions (`undo`, `theme.light`) with the key or keys that replace theirs."""

_SHOWN = {
    "left_curly_bracket": "{", "right_curly_bracket": "}", "left_parenthesis": "(", "right_parenthesis": ")",
    "left_square_bracket": "[", "right_square_bracket": "]", "plus": "+", "minus": "-", "question_mark": "?",
    "pageup": "PgUp", "pagedown": "PgDn", "left": "←", "right": "→", "up": "↑", "down": "↓", "escape": "Esc",
    "delete": "Del", "home": "Home", "end": "End", "tab": "Tab", "enter": "Enter", "space": "Space",
    "asterisk": "*", "slash": "/",
}  # fmt: skip
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
    return "+".join([*(m.capitalize() for m in modifiers), _SHOWN.get(name) or _character(name)])


def _character(name: str) -> str:
    return name.upper() if _FUNCTION_KEY.fullmatch(name) else _types(name) or name


def _types(name: str) -> str | None:
    """The character that a key of this name types; `None` if it types none, or there is no such key."""
    from textual.keys import REPLACED_KEYS, key_to_character

    return key_to_character(REPLACED_KEYS.get(name, name)) if name else None


def read_key(written: str) -> str:
    """Textual's name of a key as a person writes it: `?`, `Ctrl+Z`, `shift+tab`, `F5`, `PageUp`.

    Raises:
        AnnotatorError: if there is no such key, or the program or the terminal keeps it for itself.
    """
    from textual.keys import _character_to_key

    shown = one_line(written, 40)
    # The last `+` may be the key itself: `+`, `ctrl++`.
    head, plus, name = ("", "", written) if len(written) == 1 else written.rpartition("+")
    if plus and not name and head.endswith("+"):
        head, name = head.removesuffix("+"), "+"
    modifiers = [modifier.strip().casefold() for modifier in head.split("+")] if head else []
    name = name.strip() or name
    if len(name) == 1:
        name = _character_to_key(name.lower() if modifiers else name)
        if modifiers == ["shift"] and len(name) == 1:
            modifiers, name = [], name.upper()  # as terminals send it
    else:
        name = name.casefold()
    if not set(modifiers) <= _MODIFIERS or not _is_key(name):
        raise AnnotatorError(
            f"annotator.toml: keys: {shown!r} is no key: write a character, or names such as f5, ctrl+z, alt+left"
        )
    key = "+".join([*sorted(set(modifiers), key=["ctrl", "alt", "shift", "super"].index), name])
    if key in _SAME:
        raise AnnotatorError(f"annotator.toml: keys: terminals send {shown!r} as {_SAME[key]}: choose another")
    return key


def _is_key(name: str) -> bool:
    from textual.keys import Keys

    if _FUNCTION_KEY.fullmatch(name) or name in {key.value for key in Keys}:
        return True
    character = _types(name)
    return character is not None and character.isprintable()


def remapped(actions: Sequence[Action], keys: KeyMap) -> list[Action]:
    """The actions with the keys of the map in the place of their own; whether they clash is not asked here.

    Raises:
        AnnotatorError: for an action that there is not, a label's key, or a key that cannot be one.
    """
    known = {action.name: action for action in actions}
    new: dict[str, str] = {}
    for name, written in keys.items():
        _check_name(name, known)
        found = [read_key(key) for key in ([written] if isinstance(written, str) else written)]
        own = known[name].key_list
        for key in found:
            if key in _OF_ITS_OWN and key not in own:
                raise AnnotatorError(
                    f"annotator.toml: keys.{name}: {shown_key(key)} {_OF_ITS_OWN[key]}: choose another key"
                )
        new[name] = ",".join(dict.fromkeys(found))
    return [action._replace(keys=new.get(action.name, action.keys)) for action in actions]


def _check_name(name: str, known: Mapping[str, Action]) -> None:
    if name in known and known[name].id != "tag":
        return
    shown = one_line(name, 60)
    if name.partition(".")[0] == "tag":
        raise AnnotatorError(f"annotator.toml: keys.{shown}: a label's key is set as `key` in its [[labels]] table")
    import difflib

    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else "the help screen and README.md name the actions"
    raise AnnotatorError(f"annotator.toml: keys: no action is called {shown!r}: {hint}")
