"""Bars of block characters: a share of a width, to an eighth of a cell."""

from __future__ import annotations

_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(share: float, width: int) -> str:
    """A bar of `share` (0 to 1) of `width` cells, filled with spaces; what is more than nothing shows."""
    eighths = round(max(0.0, min(share, 1.0)) * width * 8)
    eighths = max(eighths, 1) if share > 0 else 0
    whole, part = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[part] if part else "")).ljust(width)[:width]
