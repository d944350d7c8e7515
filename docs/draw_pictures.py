"""Draws the pictures of the screens that the documentation shows, from the bundled articles and annotations."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FONT = "DejaVu Sans Mono"
PICTURES: tuple[tuple[str, tuple[int, int], str, str, str, tuple[str, ...]], ...] = (
    # name, size, theme, article, words under the cursor, keys
    ("annotate", (110, 32), "dark", "long-analysis", "$5,400 million", ()),
    ("annotate-light", (110, 32), "light", "wire-report", "hundreds of thousands", ()),
    ("annotate-80x24", (80, 24), "dark", "short-note", "small step", ()),
    ("help", (100, 40), "dark", "short-note", "giant", ("question_mark",)),
)


async def draw(name: str, size: tuple[int, int], theme: str, article: str, words: str, keys: tuple[str, ...]) -> None:
    """Take one picture while the application runs, and store it as PNG."""
    import resvg_py
    from msgspec.structs import replace

    from annotator.project import Memory, ProjectFolder
    from annotator.tui.app import AnnotatorApp

    with tempfile.TemporaryDirectory() as folder:
        for part in ("seeds", "annotations", "docs"):
            shutil.copytree(ROOT / part, Path(folder) / part, ignore=shutil.ignore_patterns(".*", "pictures"))
        project = ProjectFolder.find(Path(folder))
        project.settings = replace(project.settings, theme=theme)
        memory = Memory(Path(folder) / "state")
        offset = project.load(next(a for a in project.articles() if a.id == article)).text.index(words)
        memory.put(project, "place:kim", {"article": article, "offset": offset})
        app = AnnotatorApp(project, project.articles(), "kim", memory=memory)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()
            svg = app.export_screenshot(title="annotator").replace("Fira Code", FONT)
        app.close_session()
    picture = resvg_py.svg_to_bytes(svg_string=svg, monospace_family=FONT, font_family=FONT)
    (ROOT / "docs" / "pictures").mkdir(exist_ok=True)
    (ROOT / "docs" / "pictures" / f"{name}.png").write_bytes(bytes(picture))


def main() -> int:
    """Draw them all."""
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
    for picture in PICTURES:
        asyncio.run(draw(*picture))
        print(f"docs/pictures/{picture[0]}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
