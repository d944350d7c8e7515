"""Runs the command lines in the documentation as they are written, on a copy of the project, and stops at one that fails.

Checked are the blocks fenced as ```console in README.md and docs/*.md: every line that begins with `$ `. A line ending
in `# opens the screen` is only checked for being a known command. `# exits 1` says which exit code is meant.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"# exits (\d+)\s*$")


def examples() -> list[tuple[str, str]]:
    """`(page, command line)` of every example, in reading order."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [
        (page.name, line[2:].strip())
        for page in pages
        for block in _BLOCK.findall(page.read_text(encoding="utf-8"))
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


def main() -> int:
    """Run them all; 0 if every one ended as it should."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        for name in ("seeds", "annotations", "docs"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns(".*", "*.py", "pictures"))
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        environment = {**os.environ, "PATH": path, "ANNOTATOR_STATE": str(Path(folder) / "state")}
        for page, line in examples():
            if line.endswith("# opens the screen") or line.startswith(("make ", "uv", "pipx", "git clone")):
                continue
            missing = [tool for tool in ("jq",) if line.startswith(f"{tool} ") and shutil.which(tool) is None]
            if missing:
                print(f"skip {page}: {line}   ({missing[0]} is not installed)")
                continue
            wanted = int(match[1]) if (match := _CODE.search(line)) else 0
            ended = subprocess.run(
                ["bash", "-o", "pipefail", "-c", line],
                cwd=copy,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=300,
            )
            good = ended.returncode == wanted
            failed += not good
            print(f"{'ok  ' if good else 'FAIL'} {page}: {line}")
            if not good:
                print(f"     exit {ended.returncode}, not {wanted}\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
