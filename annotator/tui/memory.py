"""The theme that was chosen last, remembered for each project."""

from __future__ import annotations

from annotator.project import Memory, ProjectFolder
from annotator.tui.theme import THEMES


def remembered_theme(memory: Memory, project: ProjectFolder) -> str:
    """The theme to begin with: the one chosen last, unless the settings name another than they did then."""
    kept = memory.get(project, "theme")
    settings = project.settings.theme
    if isinstance(kept, dict) and kept.get("instead_of") == settings and kept.get("theme") in THEMES:
        return str(kept["theme"])
    return settings


def remember_theme(memory: Memory, project: ProjectFolder, theme: str) -> None:
    """Begin with this theme the next time."""
    memory.put(project, "theme", {"theme": theme, "instead_of": project.settings.theme})
