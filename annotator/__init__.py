"""annotator: tag spans of news articles in the terminal, measure agreement, make a gold dataset.

The front door of scripts and notebooks: `annotator.open(".")`, `annotator.agreement({"kim": …, "lee": …})`; see
`docs/api.md`. Importing this reads nothing and loads nothing else: each name is loaded when it is first asked for.
"""

import sys
from importlib import import_module
from types import ModuleType

from annotator.version import __version__ as __version__

TYPE_CHECKING = (
    False  # the word that type checkers know; the module that has it takes longer to load than all else here
)
if TYPE_CHECKING:
    from typing import Any

    from annotator.api import MergedSpans as MergedSpans
    from annotator.api import Project as Project
    from annotator.api import agreement as agreement
    from annotator.api import open as open  # noqa: A004
    from annotator.errors import AnnotatorError as AnnotatorError
    from annotator.model import FlatSpan as FlatSpan
    from annotator.model import Span as Span
    from annotator.report.notebook import AgreementResult as AgreementResult
    from annotator.spans import Spans as Spans

__all__ = [
    "AgreementResult", "AnnotatorError", "FlatSpan", "MergedSpans", "Project", "Span", "Spans", "agreement", "open",
]  # fmt: skip

_MODULES = {
    "AgreementResult": "report.notebook", "AnnotatorError": "errors", "FlatSpan": "model", "MergedSpans": "api",
    "Project": "api", "Span": "model", "Spans": "spans", "open": "api",
}  # fmt: skip


class _Package(ModuleType):
    """This package. Of its part `annotator.agreement` it makes what can be called as well: the function of that name."""

    def __setattr__(self, name: str, value: object) -> None:
        if name == "agreement" and isinstance(value, ModuleType):
            value.__class__ = _Callable
        super().__setattr__(name, value)


class _Callable(ModuleType):
    def __call__(self, *args: "Any", **options: "Any") -> "Any":
        """See `annotator.api.agreement`."""
        return import_module("annotator.api").agreement(*args, **options)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> "Any":
    if name == "agreement":
        return import_module("annotator.agreement")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"annotator.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
