"""Whether a screen is whole: keys must not act on one that is not yet, or no longer, all there."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen


def is_there(screen: Screen[Any]) -> bool:
    """Whether all of a screen's widgets are, and none is being taken away."""
    leaving = screen._closing or screen._pruning or screen.app._exit
    return screen.is_mounted and bool(screen.children) and not leaving
