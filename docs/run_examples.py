"""Runs the command lines in the documentation as they are written, on a copy of the project, and stops at one that fails.

Checked are the blocks fenced as ```console in README.md and docs/*.md: every line that begins with `$ `. A line ending
in `# opens the screen` is only checked for being a known command. `# exits 1` says which exit code is meant. Lines below
a command are what it prints, stdout before stderr, where `…` alone on a line stands for any lines. Of blocks
fenced as ```python, those with a prompt (`>>> `) are run too, in order, and must print what stands below each prompt.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"^```python\n(>>> .*?)^```", re.MULTILINE | re.DOTALL)
_DOCTEST = """
import doctest, sys
test = doctest.DocTestParser().get_doctest(sys.stdin.read(), {}, sys.argv[1], None, 0)
sys.exit(doctest.DocTestRunner().run(test).failed > 0)
"""
_GAP = "…"
_CODE = re.compile(r"# exits (\d+)\s*$")


def pages() -> list[Path]:
    """Every page with examples, in reading order."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


class Example(NamedTuple):
    """A command line in the documentation."""

    page: str
    line: str
    shown: list[str]
    """What it is said to print; nothing where the page does not show it."""

    def prints(self, output: str) -> bool:
        """Whether this is what it prints."""
        if not self.shown:
            return True
        parts = [".*" if line == _GAP else re.escape(f"{line}\n") for line in self.shown]
        return re.fullmatch("".join(parts), output, re.DOTALL) is not None


def examples() -> list[Example]:
    """Every example, in reading order."""
    found: list[Example] = []
    for page in pages():
        for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                line, *shown = part.rstrip("\n").split("\n")
                found.append(
                    Example(page.name, line.strip(), [text.rstrip() for text in shown if text or len(shown) > 1])
                )
    return found


def copied(folder: str) -> Path:
    """A copy of the bundled project in an empty folder."""
    copy = Path(folder) / "project"
    for name in ("seeds", "annotations", "docs"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns(".*", "*.py", "pictures"))
    return copy


def run_python() -> int:
    """Run the Python of each page on a copy of its own; how many pages failed."""
    failed = 0
    for page in pages():
        blocks = "\n".join(_PYTHON.findall(page.read_text(encoding="utf-8")))
        if not blocks:
            continue
        with tempfile.TemporaryDirectory() as folder:
            ran = subprocess.run(
                [sys.executable, "-c", _DOCTEST, page.name],
                cwd=copied(folder),
                input=blocks,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
        failed += ran.returncode != 0
        print(f"{'FAIL' if ran.returncode else 'ok  '} {page.name}: Python\n{ran.stdout}{ran.stderr}".rstrip())
    return failed


def main() -> int:
    """Run them all; 0 if every one ended as it should."""
    failed = run_python()
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(folder)
        # What a page shows must not depend on what the pages before it did.
        own = {page: copied(f"{folder}/{page}") for page in dict.fromkeys(one.page for one in examples() if one.shown)}
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        environment = {**os.environ, "PATH": path, "ANNOTATOR_STATE": str(Path(folder) / "state")}
        for example in examples():
            page, line, _ = example
            if line.endswith("# opens the screen") or line.startswith(("make ", "uv", "pipx", "git clone")):
                continue
            missing = [tool for tool in ("jq",) if line.startswith(f"{tool} ") and shutil.which(tool) is None]
            if " --engine dask" in line and find_spec("distributed") is None:
                missing.append("the extra 'cluster'")
            if missing:
                print(f"skip {page}: {line}   ({missing[0]} is not installed)")
                continue
            wanted = int(match[1]) if (match := _CODE.search(line)) else 0
            ended = subprocess.run(
                ["bash", "-o", "pipefail", "-c", line],
                cwd=own.get(page, copy),
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=300,
            )
            printed = "".join(f"{text.rstrip()}\n" for text in (ended.stdout + ended.stderr).splitlines())
            good = ended.returncode == wanted and example.prints(printed)
            failed += not good
            print(f"{'ok  ' if good else 'FAIL'} {page}: {line}")
            if not good:
                print(
                    f"     exit {ended.returncode}, wanted {wanted}; printed:\n{ended.stdout[-4000:]}{ended.stderr[-2000:]}"
                )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
