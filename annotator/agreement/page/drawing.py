"""The chart library: loaded late, kept from reading settings of anybody's, and its figures as markup.

matplotlib is an extra, and slow to load: nothing of it is imported before a chart is wanted.
"""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.agreement.page.svg import INK, inline
from annotator.model import AnnotatorError
from annotator.report.markup import Html

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 4.6
"""Inches. Text of 9 points is then readable on a phone, where a chart is as wide as the screen."""
_SETTINGS: dict[Any, object] = {
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.size": 9.0,
    "hatch.linewidth": 0.8,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "text.color": INK,
    # A label may hold dollar signs.
    "text.parse_math": False,
    "xtick.color": INK,
    "ytick.color": INK,
}


def require_library() -> None:
    """Load matplotlib.

    Raises:
        AnnotatorError: if it is not installed.
    """
    # It would read a `matplotlibrc` of the current folder, which may have come with somebody's articles.
    elsewhere = contextlib.chdir(Path(__file__).parent) if Path("matplotlibrc").exists() else contextlib.nullcontext()
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    try:
        with elsewhere:
            import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise AnnotatorError(
            "--html draws charts with matplotlib, which is not installed: in the folder that annotator was installed "
            "from, pip install '.[html]'"
        ) from error


def picture(name: str, title: str, description: str, height: float, draw: Callable[[Axes], None]) -> Html:
    """A chart as markup, the same bytes for the same values.

    Args:
        name: of the chart, once on a page.
        title: what it shows.
        description: what it says, for those who cannot see it.
        height: inches.
        draw: puts the values on the axes.
    """
    require_library()
    from matplotlib.figure import Figure

    with _own_settings(name):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        draw(figure.subplots())
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    return inline(drawn.getvalue(), name, title, description)


@contextlib.contextmanager
def _own_settings(salt: str) -> Iterator[None]:
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        # Of characters that the font used for measuring lacks: the browser has its own fonts.
        warnings.filterwarnings("ignore", message="Glyph", category=UserWarning)
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({**_SETTINGS, "svg.hashsalt": salt})
        yield
