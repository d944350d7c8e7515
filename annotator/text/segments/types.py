"""The words that the segment functions share: what a range is, and how far they look."""

from __future__ import annotations

Range = tuple[int, int]
"""`(start, end)`, code points, half-open."""

WINDOW = 8_000
"""Code points that a function for one position looks at on either side, within the paragraph, at most."""
