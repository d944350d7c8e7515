"""What is said when articles are opened: of the journal, and of files that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.journal.copies import told
from annotator.project import same_place
from annotator.text.sanitize import one_line, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.journal.journal import Journal
    from annotator.model import Article
    from annotator.project import ArticleFile, ProjectFolder


def about_files(project: ProjectFolder, journal: Journal, articles: Sequence[ArticleFile]) -> str:
    """What the person should know of the journal before beginning with some articles; empty if nothing."""
    if journal.read_only is not None:
        return f"READ ONLY: {journal.read_only}"
    found = []
    if any(not same_place(folder, project.seeds) for folder in {file.path.parent for file in articles}):
        here = {file.id for file in articles}
        others = sum(bool(journal.fold.heads(name)) for name in journal.fold.articles() if name not in here)
        more = f", which has spans of {plural(others, 'other article')}" if others else ""
        found.append(f"spans go to {one_line(str(journal.path))}{more}")
    if journal.problems:
        count = sum(map(len, journal.problems.values()))
        found.append(f"{plural(count, 'unreadable line')} in your file left alone: `annotator check` says more")
    if journal.copies:
        found.append(told(journal.path, journal.copies))
    return "; ".join(found)


def about_meta(article: Article | None) -> str:
    """What to say of an article beside which something cannot be read; empty if there is nothing to say."""
    if article is None or not article.meta_missing:
        return ""
    why = article.meta_missing.partition(f"{article.id}.meta.json: ")[2] or article.meta_missing
    return f"its meta.json cannot be read ({why}): title and event are missing"


def about_unreadable(told: str, wrong: list[str]) -> list[str]:
    """What to say of articles that cannot be read: one in full, of more how many there are."""
    few = wrong if len(wrong) < 2 else [f"{len(wrong)} articles cannot be read, the first: {wrong[0]}"]
    return [part for part in (told, *few) if part]
