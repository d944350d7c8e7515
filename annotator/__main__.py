"""The command `annotator`, also as `python -m annotator`; before anything else is loaded, Ctrl+C gets its meaning."""

import _signal as signal  # not `signal`: loading it takes a millisecond, in which Ctrl+C would end in a traceback
import gc
import os
import sys

from annotator.progress_line import LINE


def _stop(*_: object) -> None:
    # An exception would be raised wherever the program is, also where Python can only print it: in a half-done import.
    LINE.stop()
    os.write(2, b"annotator: stopped\n")
    os._exit(130)


def run() -> None:
    """Run the command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    if not {"-h", "--help", "--version"}.intersection(sys.argv):  # which print at once
        LINE.start()
    # What is made while modules load is no garbage. Commands collect it again; a screen does after its first frame.
    gc.disable()
    from annotator.cli import main

    try:
        main()
    finally:
        LINE.stop()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # ending takes a moment in which nothing can be stopped


if __name__ == "__main__":
    run()
