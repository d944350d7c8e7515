"""What was used before: values of attributes, the theme. Read from the journal and the memory, shown as proposals."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from annotator.journal.fold import Fold
from annotator.project import Memory, Project
from annotator.text.sanitize import display
from annotator.tui.theme import LOOKS

KNOWN_ATTRIBUTES = {"quote": ("speaker", "cue"), "number": ("value", "unit"), "claim": ("type",)}
"""The attributes that the default labels usually have."""


class Remembered(NamedTuple):
    """What an annotator noted so far, harmless to draw."""

    values: dict[str, list[str]]
    """By attribute the values used, most used first; of equals, the later first."""
    names: dict[str, list[str]]
    """By label the attributes used, most used first."""


def used_before(fold: Fold) -> Remembered:
    """The attributes of all spans that stand in a journal, whichever article they are of."""
    values: dict[str, Counter[str]] = {}
    latest: dict[tuple[str, str], str] = {}
    names: dict[str, Counter[str]] = {}
    for record in fold.records():
        if record["op"] != "put" or not record.get("attributes"):
            continue
        for name, value in record["attributes"].items():
            names.setdefault(record["label"], Counter())[name] += 1
            shown = display(value).strip()
            if shown:
                values.setdefault(name, Counter())[shown] += 1
                latest[name, shown] = max(latest.get((name, shown), ""), record["at"])
    return Remembered(
        {name: _most_used(counts, latest, name) for name, counts in values.items()},
        {label: [name for name, _ in counts.most_common()] for label, counts in names.items()},
    )


def _most_used(counts: Counter[str], latest: dict[tuple[str, str], str], name: str) -> list[str]:
    return sorted(counts, key=lambda value: (counts[value], latest[name, value]), reverse=True)


def remembered_theme(memory: Memory, project: Project) -> str:
    """The theme to begin with: the one chosen last, unless the settings name another than they did then."""
    kept = memory.get(project, "theme")
    settings = project.settings.theme
    if isinstance(kept, dict) and kept.get("instead_of") == settings and kept.get("theme") in LOOKS:
        return str(kept["theme"])
    return settings


def remember_theme(memory: Memory, project: Project, theme: str) -> None:
    """Begin with this theme the next time."""
    memory.put(project, "theme", {"theme": theme, "instead_of": project.settings.theme})
