"""The key map of `annotator.toml`: which keys an action gets instead of its own, and how a key is written."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from annotator.model import AnnotatorError
from annotator.text.sanitize import one_line

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
    return "+".join([*(m.capitalize() for m in modifiers), _SHOWN.get(name) or _character(name)])


def _character(name: str) -> str:
    return name.upper() if _FUNCTION_KEY.fullmatch(name) else _types(name) or name


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
            hint = f"did you mean {close[0]}?" if close else "the help screen and README.md name the actions"
            raise AnnotatorError(f"annotator.toml: keys: no action is called {shown!r}: {hint}")
