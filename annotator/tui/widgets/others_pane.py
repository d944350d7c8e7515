"""What the others have of a passage, one line a version, each named; it is there only while a passage is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from annotator.text.sanitize import one_line
from annotator.text.wrap import cell_length
from annotator.tui.theme import Palette
from annotator.tui.widgets.drawn_rows import DrawnRows

_MOST = 5
"""Lines."""
_LABEL = 20
"""Characters of a label."""


class OthersLine(NamedTuple):
    """A version, and whose it is."""

    who: str
    spans: Sequence[tuple[str, str]]
    """Label and wording of each of its spans."""
    otherwise: str = ""
    """What is said in place of the spans."""


class OthersPane(DrawnRows, Widget):
    """The versions of others; takes as many lines as there are, up to five."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="others")
        self.palette = palette
        self._rows: Sequence[OthersLine] = ()
        self.display = False

    def show(self, rows: Sequence[OthersLine]) -> None:
        """Show some versions; none: give the room back."""
        if rows != self._rows:
            self._rows = rows
            self.styles.height = max(min(len(rows), _MOST), 1)
            self.display = bool(rows)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width, plain = self.outer_size.width, self.palette.bar
        left = len(self._rows) - _MOST + 1
        if y == _MOST - 1 and left > 1:
            segments = [Segment(f" and {left} more versions", plain)]
        else:
            segments = self._line(self._rows[y], width) if y < len(self._rows) else []
        return Strip(segments).adjust_cell_length(width, plain)

    def _line(self, row: OthersLine, width: int) -> list[Segment]:
        """Names, then each span with its label: the wordings share the room that there is."""
        plain, bar = self.palette.bar, self.palette.look.bar
        who = f" {one_line(row.who, max(width // 2, 8))}: "
        segments = [Segment(who, plain + Style(bold=True)), Segment(row.otherwise, plain + Style(italic=True))]
        labels = [one_line(label, _LABEL) for label, _ in row.spans]
        taken = cell_length(who) + sum(cell_length(label) + 6 for label in labels)
        each = max((width - taken) // max(len(labels), 1), 8)
        for number, (label, (known, wording)) in enumerate(zip(labels, row.spans, strict=True)):
            segments.append(Segment(f"{', ' * bool(number)}", plain))
            segments.append(Segment(label, self.palette.mark(known, bar)))
            segments.append(Segment(f" ‹{one_line(wording, each)}›", plain))
        return segments
