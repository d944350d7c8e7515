"""The start screen of adjudication: who decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from annotator.adjudication.decisions import decisions_in
from annotator.adjudication.gold import read_gold
from annotator.journal.storage import JournalLock
from annotator.model import GOLD, check_annotator_name
from annotator.text.sanitize import plural
from annotator.tui.dialogs.who import People, WhoScreen


class WhoDecides(WhoScreen):
    """Asks who decides; all write into gold's journal, each under a name."""

    QUESTION: ClassVar = "Who decides?"
    HINT: ClassVar = "Enter begins, Esc leaves."

    def names(self) -> list[str]:
        """Nobody's: who decided is known only once gold was read."""
        return []

    def read_people(self, stopped: Callable[[], bool]) -> People:
        gold = read_gold(self.project.journal_path(GOLD))
        decisions = [decision for decision in decisions_in(gold.fold) if decision.decided] if gold else []
        counts = Counter(decision.by for decision in decisions)
        last: dict[str, str] = {}
        for decision in decisions:
            last[decision.by] = max(last.get(decision.by, ""), decision.at)
        rows = {name: (f"{plural(counts[name], 'passage')} decided", last[name]) for name in sorted(counts)}
        return People(rows, f"{plural(len(decisions), 'passage')} decided")

    def check(self, name: str) -> str:
        return check_annotator_name(name)

    def file_of(self, name: str) -> Path:
        return self.project.journal_path(GOLD)

    def about(self, name: str) -> str:
        path = self.file_of(name)
        shown = f"{self.project.annotations.name}/{path.name}"
        holder = JournalLock(path).held_by()
        if holder is not None:
            return f"{shown} is being written by {holder}: it would open for reading only"
        return f"decisions go to {shown} under this name"
