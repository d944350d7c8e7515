"""What can be undone and redone: stacks of actions, built from the records that they wrote, in the order of the file.

A record that takes an action back names it in `undoes`; a redo is the taking back of an undo. So the stacks of a
session can be built again from its journal after a restart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from annotator.journal.shapes import Head
from annotator.model import Record


@dataclass
class Action:
    """One step: the records that one action wrote, as `(id, revision)`."""

    id: str
    article: str
    steps: list[tuple[str, int]] = field(default_factory=list)
    earlier: bool = False
    """Whether it was done in an earlier run."""


class History:
    """The stacks of undo and redo; the last of each is the next to be taken back."""

    def __init__(self, records: Iterable[Head] = ()) -> None:
        self.done: list[Action] = []
        self.undone: list[Action] = []
        self._taken_back: dict[str, Action] = {}
        seen: set[tuple[str, int, str | None]] = set()
        for record in records:
            # After a failed sync the same record stands in two files.
            key = record.id, record.rev, record.action or None
            if key not in seen:
                seen.add(key)
                self.remember(record)
        for action in (*self.done, *self.undone):
            action.earlier = True

    def remember(self, record: Head | Record) -> None:
        """Enter a record that was written; those without an action (time spent) are no steps."""
        name, undoes = record.action, record.undoes
        if not name:
            return
        step = record.id, record.rev
        if not undoes:
            if not self.done or self.done[-1].id != name:
                self.done.append(Action(name, record.article))
                self.undone.clear()
            self.done[-1].steps.append(step)
        elif name in self._taken_back:
            self._taken_back[name].steps.append(step)
        else:
            for here, there in ((self.done, self.undone), (self.undone, self.done)):
                if here and here[-1].id == undoes:
                    here.pop()
                    there.append(Action(name, record.article, [step]))
                    self._taken_back = {name: there[-1]}
                    return
