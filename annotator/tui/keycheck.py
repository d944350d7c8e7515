"""Whether the keys that `annotator.toml` gives can be, on every screen; for `annotator check`, which opens none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from annotator.model import AnnotatorError, Label
from annotator.tui.actions import ACTIONS, Action, all_actions, label_actions
from annotator.tui.keymap import KeyMap, check_names, remapped
from annotator.tui.screens.adjudicate_actions import ACTIONS as DECIDING
from annotator.tui.screens.adjudicate_actions import EDITING, adjudicating_actions, editing_actions


def wrong_keys(labels: Sequence[Label], keys: KeyMap) -> list[tuple[str | None, str]]:
    """What is wrong with the keys: the name in the map where it is about one, and a sentence."""
    every = [*label_actions(labels), *ACTIONS, *DECIDING, *EDITING]
    return list(_wrong_names(every, keys)) or list(_wrong_tables(labels, keys))


def _wrong_names(every: Sequence[Action], keys: KeyMap) -> Iterator[tuple[str | None, str]]:
    """Actions that there are not, and keys that cannot be."""
    for name, written in keys.items():
        try:
            check_names({name: written}, every)
            remapped(every, {name: written})
        except AnnotatorError as error:
            yield name, str(error)


def _wrong_tables(labels: Sequence[Label], keys: KeyMap) -> Iterator[tuple[str | None, str]]:
    """Keys that two actions of a screen have."""
    tables: list[Callable[[], object]] = [
        lambda: editing_actions(all_actions(labels, keys), keys),
        lambda: adjudicating_actions(keys),
    ]
    for table in tables:
        try:
            table()
        except AnnotatorError as error:
            yield None, str(error)
