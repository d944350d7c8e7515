"""Runs a program up to the first frame that shows some words, so that its instructions can be counted.

`python -m benchmarks.first_frame WORDS bare`, or `… WORDS annotator ARGUMENT…`
"""

from __future__ import annotations

import importlib.util
import os
import runpy
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any


class _Watching(MetaPathFinder):
    """Has Textual's application end once it has drawn the words: at whatever moment the program loads it."""

    def __init__(self, words: str) -> None:
        self._words = words

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        """As usual, but for that one module."""
        if name != "textual.app":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None
        spec.loader = _Patching(spec.loader, self._words)
        return spec


class _Patching(Loader):
    def __init__(self, loader: Loader | None, words: str) -> None:
        assert loader is not None
        self._loader, self._words = loader, words

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        display = module.App._display

        def shown(app: Any, screen: Any, frame: Any) -> None:
            display(app, screen, frame)
            if frame is not None and self._words in frame.render_segments(app.console):
                os._exit(0)

        module.App._display = shown


def main() -> None:
    """Run the program that is named."""
    _, words, program, *arguments = sys.argv
    sys.meta_path.insert(0, _Watching(words))
    sys.argv = [program, *arguments]
    if program == "bare":
        runpy.run_path(str(Path(__file__).with_name("bare.py")), run_name="__main__")
    else:
        runpy.run_module("annotator", run_name="__main__")


if __name__ == "__main__":
    main()
