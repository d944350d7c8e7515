"""Templates of pages: what is put into them is made harmless."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from annotator.agreement.intervals import Estimate
from annotator.report.article_versions import SPANS
from annotator.report.markup import Html, joined, markup, name_tag, tag
from annotator.report.wording import between, number, said
from annotator.text.sanitize import plural

if TYPE_CHECKING:
    from jinja2 import Template

_OWN = "annotator.report"


def template(name: str, package: str = _OWN) -> Template:
    """A template; it makes harmless whatever is put into it.

    Args:
        name: of a file in the package, or else in this one.
        package: where it is looked for first.
    """
    # Only a page needs it.
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    # `finalize` also replaces what could steer or hide, which escaping alone lets pass.
    environment = Environment(
        autoescape=True,
        finalize=_finalized,
        undefined=StrictUndefined,
        loader=FunctionLoader(lambda wanted: source_of(wanted, package)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"counted": plural, "name": name_tag, "between": between}
    environment.globals["spans"] = SPANS
    return environment.get_template(name)


def source_of(name: str, package: str = _OWN) -> str:
    """A file of the package, or else of this one, such as a style sheet."""
    found = files(package).joinpath(name)
    return (found if found.is_file() else files(_OWN).joinpath(name)).read_text("utf-8")


def _finalized(value: object) -> object:
    if isinstance(value, Html):
        return value
    if isinstance(value, Estimate):
        ends = between(value)
        return joined(number(value.value), [" ", tag("small", ends)] if ends else [])
    return markup(said(value)) if isinstance(value, str | int | float | None) else value
