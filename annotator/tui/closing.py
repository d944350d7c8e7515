"""What is said in the terminal when a screen was left: what was done, where it is, what is open, how to go on."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import AnnotatorError
from annotator.journal.records import Fields
from annotator.project import ArticleFile, ProjectFolder
from annotator.session import Session
from annotator.text.sanitize import one_line, plural

if TYPE_CHECKING:
    from annotator.adjudication.adjudicator import Adjudication

_OF_A_SPAN = ("start", "end", "label", "sha256", "attributes", "note")


class _Change(NamedTuple):
    """What became of an id since the program was started."""

    before: Fields | None
    now: Fields


def after_annotating(project: ProjectFolder, articles: Sequence[ArticleFile], session: Session) -> list[str]:
    """What to say to whoever annotated, as sentences; nothing if nothing could be changed."""
    if session.journal.read_only is not None:
        return []
    counts: Counter[str] = Counter(filter(None, map(_what_became, _changes(session))))
    words = ("tagged", "changed", "removed")
    spans = [f"{plural(counts[word], 'span')} {word}" for word in words if counts[word]]
    done = [f"{plural(counts['done'], 'article')} done"] if counts["done"] else []
    name = session.journal.annotator
    still_open = len(session.still_open(articles, -1))
    if still_open:
        whole = {*articles} == {*session.with_gone(project.articles(), project)} and not project.retest
        go_on = f"{_command(project)} --as {name} goes on" if whole else "the same command goes on"
        told = (
            f"{still_open:,} of {plural(len(articles), 'article')} {'is' if still_open == 1 else 'are'} open: {go_on}"
        )
    else:
        told = f"every article is done or skipped: {_next_step(project)}"
    return [*_saved(project, [*spans, *done], session), told]


def after_deciding(project: ProjectFolder, adjudication: Adjudication) -> list[str]:
    """What to say to whoever decided, as sentences; nothing if nothing could be changed."""
    from annotator.adjudication.decisions import decision_of, is_decision_id  # loads what annotating has no need of

    session = adjudication.session
    if session.journal.read_only is not None:
        return []
    decisions = [decision_of(now) for _, now in _changes(session) if is_decision_id(now["id"])]
    count = sum(decision is not None and decision.decided for decision in decisions)
    still_open, command = len(adjudication.open_passages), _command(project)
    if still_open:
        name = session.journal.annotator
        passages = f"{plural(still_open, 'passage')} {'is' if still_open == 1 else 'are'} open"
        told = f"{passages}: {command} adjudicate --as {name} goes on"
    else:
        told = f"nothing is left to decide: {command} export --to FORMAT -o DIR writes the dataset"
    return [*_saved(project, [f"{plural(count, 'passage')} decided"] if count else [], session), told]


def _saved(project: ProjectFolder, done: Sequence[str], session: Session) -> Iterator[str]:
    """What was done, how long that took and where it is; nothing if nothing was done."""
    if done:
        path, minutes = session.journal.path, round(session.worked / 60)
        took = f" in {plural(minutes, 'minute')}" if minutes else ""
        shown = path.relative_to(project.root) if path.is_relative_to(project.root) else path
        yield f"{', '.join(done)}{took}; saved in {one_line(str(shown))}"


def _changes(session: Session) -> Iterator[_Change]:
    fold = session.journal.fold
    for identity, revision in session.first_revisions.items():
        now = fold.current(identity)
        if now is not None and now["rev"] > revision:
            before = [line.record for line in fold.versions(identity) if line.head.rev == revision]
            yield _Change(before[-1] if before else None, now)


def _what_became(change: _Change) -> str | None:
    """Of a span `tagged`, `changed` or `removed`, of an article `done`; `None` where what was done was undone."""
    before, now = change
    if now["op"] == "article":
        return "done" if now["state"] == "done" and (before is None or before.get("state") != "done") else None
    was, is_now = (record is not None and record["op"] == "put" for record in change)
    if was != is_now:
        return "removed" if was else "tagged"
    if before is None or not is_now:
        return None
    return "changed" if any(before.get(name) != now.get(name) for name in _OF_A_SPAN) else None


def _next_step(project: ProjectFolder) -> str:
    if project.retest:
        return f"{_command(project)} agreement --retest says how far the two passes agree"
    if len(project.journals()) > 1:
        return f"{_command(project)} agreement compares the annotators"
    return "when a second annotator has done them too, agreement can be measured"


def _command(project: ProjectFolder) -> str:
    """How the program is called here, for this project."""
    try:
        if ProjectFolder.find().root == project.root:
            return "annotator"
    except (AnnotatorError, OSError):
        pass
    return f"annotator --project {shlex.quote(one_line(str(_short(project.root))))}"


def _short(root: Path) -> Path:
    here = Path.cwd()
    return root.relative_to(here) if root.is_relative_to(here) else root
