"""The application: who is annotating, themes, signals, and what happens when something breaks."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import getpass
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.driver import Driver
from textual.geometry import Size
from textual.screen import Screen

from annotator.engine import Step
from annotator.errors import AnnotatorError
from annotator.journal.journal import RecordFile
from annotator.journal.recovery import RecoveryFile, told_aside
from annotator.model import check_annotator_name
from annotator.project import ArticleFile, Memory, ProjectFolder, in_own_order
from annotator.session import Session, left_over, open_session
from annotator.text.sanitize import one_line
from annotator.tui.actions import Action, all_actions
from annotator.tui.annotate.screen import AnnotateScreen
from annotator.tui.annotate.work_screen import WorkScreen
from annotator.tui.theme import THEMES, Depth, Palette, textual_theme
from annotator.tui.widgets.article import ArticlePane
from annotator.tui.widgets.field import StillInput

if TYPE_CHECKING:
    from annotator.boards.group_session import GroupSession

DIALOGS = Path(__file__).parent / "dialogs/dialogs.tcss"
"""The style sheet of dialogs, which bring it with them where it is not there yet."""
NARROW, LOW, TALL = 60, 16, 32
"""Below so many columns the panel is left out; below so many rows, the details; from so many on they have more."""
_PATIENCE = 1.0
"""Seconds that a key waits, at most, until the keys before it are done."""


class AnnotatorApp(App[None]):
    """The annotating screen and what opens over it.

    Attributes:
        failure: why the screen never opened, or `None`.
        crash: an error nobody expected, or `None`.
        unsaved: what could not be saved by the end, as lines of a journal.
        warned: whether the screen said before the end that something is not saved.
        notice: what was found at the end to have happened to the journal's files, or an empty string.
        journal_path: the journal that these belong to.
        unsaved_groups: lines of a file of groups that could not be saved by the end, with that file.
        aside: what could not be saved by the end of earlier runs, and is not in the journal yet.
    """

    TITLE = "annotator"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar = []
    # Of the application, not of the screens: theirs would be read only after the first frame was painted without.
    CSS_PATH: ClassVar = [Path(__file__).parent / "annotate/screen.tcss"]
    WORK_SCREENS: ClassVar[tuple[type[Screen[Any]], ...]] = (AnnotateScreen,)
    """Those on which a person works, with actions of their own."""
    REMEMBERED: ClassVar[tuple[str, ...]] = ("annotator",)
    """Under what names it is remembered who worked here last."""

    def __init__(
        self,
        project: ProjectFolder,
        articles: list[ArticleFile],
        annotator: str | None = None,
        *,
        read_only: bool = False,
        memory: Memory | None = None,
        resume: bool = True,
        tutorial: bool = False,
        session: Session | None = None,
    ) -> None:
        """Make the application.

        Args:
            project: where the annotator works.
            articles: in the order in which they are gone through.
            annotator: who works; asked for where it is not known.
            read_only: whether nothing is to be changed.
            memory: of the user's preferences.
            resume: whether to begin where the annotator left.
            tutorial: whether to begin with the tutorial.
            session: the annotator's, where it was opened already.
        """
        super().__init__()
        # Textual's own goes ahead of keys pressed before it, which would then be lost. Screens have theirs, in order.
        self._bindings.key_to_bindings["ctrl+q"] = [Binding("ctrl+q", "quit", "Quit", show=False)]
        self.project = project
        self.articles = articles
        self.memory = memory or Memory()
        self.failure: AnnotatorError | None = None
        self.crash: Exception | None = None
        self.unsaved = b""
        self.warned = False
        self.notice = ""
        self.journal_path = project.annotations
        self.unsaved_groups: tuple[bytes, Path] | None = None
        self.aside: list[RecoveryFile] = []
        self._left: Session | None = None
        self._annotator = annotator
        self._read_only = read_only
        self._resume = resume
        self._tutorial = tutorial
        self._session = session
        self._groups: GroupSession | None = None
        self._typed_to: ArticlePane | None = None
        """The text, if it was the text that the last key went to."""
        self._typed_on: Screen[Any] | None = None
        """The screen that the last key went to."""
        self._field_done = asyncio.Event()
        self._field_done.set()
        self.actions = all_actions(project.settings.labels, project.settings.keys)
        look = THEMES[self._theme_at_first()]
        self.palette = Palette(look, project.settings.labels, self._depth())
        self.register_theme(textual_theme(look))
        self.theme = look.name

    def _theme_at_first(self) -> str:
        """The theme chosen last, unless the settings name another than they did then."""
        kept, settings = self.memory.get(self.project, "theme"), self.project.settings.theme
        if isinstance(kept, dict) and kept.get("instead_of") == settings and kept.get("theme") in THEMES:
            return str(kept["theme"])
        return settings

    def _depth(self) -> Depth:
        if self.no_color:
            return "none"
        return {"truecolor": "truecolor", "256": "truecolor", "standard": "16", "windows": "16"}.get(
            self.console.color_system or "none", "none"
        )  # type: ignore[return-value]

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver, reading only what was typed, and on Linux outlasting what its terminal does."""
        driver = super().get_driver_class()
        if driver.__module__ == "textual.drivers.linux_driver":
            from annotator.tui.terminal import CarefulDriver

            return CarefulDriver
        module = sys.modules[driver.__module__]
        if hasattr(module, "XTermParser"):
            from annotator.tui.terminal import TypedOnly

            setattr(module, "XTermParser", TypedOnly)  # noqa: B010 - no attribute that a type checker knows
        return driver

    def get_default_screen(self) -> Screen[Any]:
        """The annotating screen at once where it is known who annotates, so that nothing is painted before it."""
        if self._annotator is None or self._tutorial:
            return super().get_default_screen()
        try:
            return self._annotating(self._annotator)
        except AnnotatorError as error:
            self.failure = error
            return super().get_default_screen()

    def on_load(self) -> None:
        self._catch_signals()

    def refresh_css(self, animate: bool = True) -> None:
        """Before there is a screen only take the theme's colours: the style sheets would be parsed twice."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def on_mount(self) -> None:
        self.animation_level = "none"
        self.call_after_refresh(self._after_first_frame)
        if self.failure is not None:
            self.exit(return_code=2)
        elif self._tutorial:
            self.action_tutorial()
        elif self._annotator is None:
            self._ask_who()

    def _after_first_frame(self) -> None:
        """What can wait until the text is read."""
        collect_garbage_again()
        if not self.stylesheet.has_source(str(DIALOGS)):
            self.stylesheet.read(DIALOGS)
            self.stylesheet.parse()
        for sentence in self.project.missing().values():
            self.notify(sentence, severity="warning", timeout=20, markup=False)

    def action_tutorial(self) -> None:
        """Open the tutorial; opened first, what comes after it is the project's articles, if there are any."""
        from annotator.tui.tutorial.screen import TutorialScreen

        try:
            screen = TutorialScreen(self.project.settings, self.palette)
        except AnnotatorError as error:
            if self._tutorial:
                self.give_up(error)
            else:
                self.notify(one_line(str(error)), severity="error", markup=False)
            return
        self.push_screen(screen, self._after_tutorial if self._tutorial else None)

    def _after_tutorial(self, _: None) -> None:
        self._tutorial = False
        if not self.articles:
            self.exit()
        elif self._annotator is None:
            self._ask_who()
        else:
            self._named(self._annotator)

    def _ask_who(self) -> None:
        remembered = _first_name(self.memory.get(self.project, key) for key in self.REMEMBERED)
        self.push_screen(self._who_screen(remembered, _first_name([_login()])), self._named)

    def _who_screen(self, name: str, login: str) -> Screen[str]:
        """What asks who works here, and opens what that needs; see `WhoScreen`."""
        from annotator.tui.dialogs.who import WhoScreen

        return WhoScreen(self.project, self.articles, self.palette, name, login, self.open_for)

    def open_for(self, annotator: str, step: Step | None = None) -> None:
        """Open what somebody works on, which takes time where it is large; `step` is told how many bytes were read.

        Raises:
            AnnotatorError: if it cannot be read.
        """
        if self._session is None:
            self._session = open_session(self.project, annotator, read_only=self._read_only, progress=step)

    def _named(self, name: str | None) -> None:
        if name is None:
            return
        try:
            screen = self._annotating(name)
            _fit(screen, self.size)
            self.push_screen(screen)
        except AnnotatorError as error:
            self.give_up(error)

    def _annotating(self, annotator: str) -> Screen[None]:
        """The screen on an annotator's journal and the articles."""
        self.open_for(annotator)
        assert self._session is not None
        self.call_after_refresh(self.memory.put, self.project, "annotator", annotator)
        if self.articles == self.project.articles():  # the whole project, also what is left of articles without a file
            self.articles = self._session.with_gone(self.articles, self.project)
            if self.project.settings.order == "shuffled":
                self.articles = in_own_order(self.articles, annotator)
        self._look_aside(self._session.journal)
        start = self._start(annotator)
        return AnnotateScreen(
            self.project, self._session, self.articles, self.actions, self.palette, self.memory, start
        )

    def open_groups(self) -> GroupSession:
        """The annotator's file of groups, opened once, and closed with the journal.

        Raises:
            AnnotatorError: if it cannot be read.
        """
        from annotator.boards.group_session import GroupSession

        assert self._session is not None
        if self._groups is None:
            journal = self._session.journal
            self._groups = GroupSession(self.project, journal.annotator, read_only=journal.read_only is not None)
            self._look_aside(self._groups.file)
        return self._groups

    def _look_aside(self, file: RecordFile[Any, Any]) -> None:
        """Look for records that earlier runs could not put beside a file, and tell of them once all is drawn."""
        found = left_over(self.project, file, (self.memory.folder, Path(tempfile.gettempdir())))
        self.aside += found
        for aside in found:
            self.call_later(self.notify, told_aside(aside), severity="warning", timeout=20, markup=False)

    def _start(self, annotator: str) -> int:
        place = self.memory.get(self.project, f"place:{annotator}") if self._resume else None
        if isinstance(place, dict):
            for index, article in enumerate(self.articles):
                if article.id == place.get("article"):
                    return index
        return 0

    def on_app_focus(self) -> None:
        """The person is back from elsewhere, where the article's file may have been edited."""
        if isinstance(self.screen, AnnotateScreen):
            self.screen.look_at_file()

    async def on_event(self, event: events.Event) -> None:
        """Have keys act in the order in which they were typed, also in a burst, as a slow line delivers them.

        What was typed ahead of a signal to end does not hold the end up.
        """
        if self._exit and isinstance(event, (events.Key, events.Paste, events.MouseEvent)):
            return
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        await self._wait_for_earlier_keys()
        focused = self.focused
        self._typed_to = focused if isinstance(focused, ArticlePane) else None
        self._typed_on = self.screen
        if self._typed_to is not None:
            self._typed_to.keys_under_way += 1
        await super().on_event(event)
        if isinstance(focused, StillInput):
            self._field_done.clear()
            way = [node for node in focused.ancestors_with_self if node is not self]
            _when_handled([focused, *way], self._field_done.set)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Do what is bound to a key; no key goes ahead of the others, so that those need not be copied to look for one."""
        return not priority and await super()._check_bindings(key)

    async def _wait_for_earlier_keys(self) -> None:
        """Wait until a field has done the key before, or what a key opened, closed or waits for takes keys itself."""
        # Also where there is nothing to wait for: what the key before did goes ahead of this one.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._field_done.wait(), _PATIENCE)
        await _until(lambda: not getattr(self.screen, "keys_wait", False))
        if self._typed_on is not self.screen:  # what is done with a dialog's answer comes before the key, too
            self._field_done.clear()
            _when_handled([self.screen, self.screen], self._field_done.set)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._field_done.wait(), _PATIENCE)
        pane = self._typed_to
        if pane is not None and self.focused is not pane:
            await _until(lambda: pane.keys_under_way == 0)
            pane.keys_under_way = 0
            await _until(lambda: self.focused is not None)

    def on_resize(self, event: events.Resize) -> None:
        for screen in self.screen_stack:
            _fit(screen, event.size)

    # --- leaving -------------------------------------------------------------------------------------------------

    def _catch_signals(self) -> None:
        """Leave in order when told to end, or when the terminal is gone."""
        loop = asyncio.get_running_loop()
        for name, code in (("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)):
            with contextlib.suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(getattr(signal, name), self._leave, code)

    def terminal_gone(self) -> None:
        """Leave as when the terminal hangs up; the signal does not come to every program."""
        self._leave(129)

    def _leave(self, code: int) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, AnnotateScreen) and screen.is_mounted:
                screen.keep_place()
        self.exit(return_code=code)

    def _work_screen(self) -> Any:
        """The screen on which the person works, below whatever is open over it: a `Context`, or `None`."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, self.WORK_SCREENS)), None)

    async def action_quit(self) -> None:
        screen = self._work_screen()
        if screen is None:
            self.exit()
        else:
            screen.action_quit()

    def give_up(self, error: AnnotatorError) -> None:
        """Leave, and have the error told after the terminal is as it was."""
        self.failure = error
        self.exit(return_code=2)

    def action_help_quit(self) -> None:
        """Ctrl+C copies in most terminals and leaves in many programs: say what leaves here."""
        from annotator.tui.dialogs import Dialog

        screen = self._work_screen()
        if isinstance(self.screen, Dialog):
            self.screen.show_way_out()
        elif screen is not None:
            screen.say("Ctrl+Q leaves; everything shown as saved is saved")

    # --- what both screens have ----------------------------------------------------------------------------------

    def action_theme(self, name: str) -> None:
        screen = self._work_screen()
        if screen is None:
            return
        look = THEMES[name]
        palette = Palette(look, screen.palette.labels.values(), screen.palette.depth)
        for widget in (self, screen, *screen.query("*")):
            if isinstance(getattr(widget, "palette", None), Palette):
                setattr(widget, "palette", palette)  # noqa: B010 - no attribute that a type checker knows
        self.register_theme(textual_theme(look))
        self.theme = look.name
        self.memory.put(self.project, "theme", {"theme": name, "instead_of": self.project.settings.theme})
        for widget in screen.query("*"):
            widget.refresh()
        screen.say(f"the theme is {name}")

    def action_help(self) -> None:
        """List all actions of the screen on which the person works; the one that is chosen is done."""
        screen = self._work_screen()
        if screen is not None:
            self._show_actions(screen.actions, screen, "")

    def action_keys_here(self) -> None:
        """List the keys of what has the focus; on the article, those that act on what is chosen or selected there."""
        top = self.screen
        if isinstance(top, WorkScreen) and (top.focused is None or top.focused.id == "article"):
            heading, actions = top.keys_here()
            self._show_actions(actions, top, heading)
            return
        from annotator.tui.dialogs.help import HelpScreen

        if isinstance(top, HelpScreen):
            return
        owners: dict[str, DOMNode] = {}
        keys: dict[str, list[str]] = {}
        titles: dict[str, str] = {}
        for node in (*(top.focused.ancestors_with_self if top.focused else ()), top):
            # Keys of the program's own; of a field nobody needs to be told how to type.
            own = [kind for kind in type(node).__mro__ if kind.__module__.startswith("annotator.")]
            if isinstance(node, App | WorkScreen):
                continue
            for binding in Binding.make_bindings(one for kind in own for one in vars(kind).get("BINDINGS", ())):
                if owners.setdefault(binding.action, node) is node and binding.key not in keys.get(binding.action, ()):
                    keys.setdefault(binding.action, []).append(binding.key)
                    titles[binding.action] = binding.description
        actions = [Action(call, ",".join(keys[call]), title, "", "Keys") for call, title in titles.items() if title]
        self._show_actions(actions, owners, "The keys of this place: Enter does one, Esc goes back")

    def _show_actions(self, actions: list[Action], owners: DOMNode | dict[str, DOMNode], heading: str) -> None:
        from annotator.tui.dialogs.help import HelpScreen

        async def chosen(call: str | None) -> None:
            if call is not None:
                owner = owners[call] if isinstance(owners, dict) else owners
                await self.run_action(call, default_namespace=owner)

        self.push_screen(HelpScreen(actions, self.palette, heading), chosen)

    def farewell(self) -> list[str]:
        """What was done in the session that is closed and what is open, as sentences; nothing without a session.

        Asked for last of all: it must not stand in the way of what could not be saved.

        Raises:
            AnnotatorError: if the project cannot be read any more.
            OSError: if its folder is gone.
        """
        return [] if self._left is None else self._told_at_the_end(self._left)

    def _told_at_the_end(self, session: Session) -> list[str]:
        from annotator.tui.closing import after_annotating

        return after_annotating(self.project, self.articles, session)

    def close_session(self) -> None:
        """Let go of the journal; what could not be saved is left in `unsaved`."""
        if self._session is not None:
            journal = self._session.journal
            self.warned = journal.unsaved > 0
            self._session.close()
            self.unsaved, self.notice, self.journal_path = journal.unsaved_lines, journal.notice, journal.path
            self._left, self._session = self._session, None
        if self._groups is not None:
            file = self._groups.file
            file.close()
            self._groups = None
            self.notice = "; ".join(filter(None, (self.notice, file.notice)))
            if file.unsaved_lines:
                self.unsaved_groups = file.unsaved_lines, file.path

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print the values of local variables, and with them the article. The command line reports it.
        if self.is_headless:
            super()._handle_exception(error)
            return
        self.crash = self.crash or error
        self._return_code = 70
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        """Where there is no terminal the error itself is raised to whoever began: nothing need be drawn of it."""
        self._close_messages_no_wait()


def write_crash_report(error: Exception, folder: Path) -> Path | None:
    """Where the error is told without any article text: the places in the code and the kind of error, no values."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    stamp = datetime.now(UTC)
    path = folder / f"crash-{stamp:%Y%m%dT%H%M%S}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([f"{stamp.isoformat()} {type(error).__name__}", *lines]) + "\n")
    except OSError:
        return None
    return path


def _when_handled(nodes: Sequence[DOMNode], then: Callable[[], object]) -> None:
    """Call back once widgets have handled what is on its way to them now, one after the other.

    A message that a widget posts is handled by itself, and goes on to its parent only then: named twice at first, and
    followed by those above it, a widget's message has gone all its way.
    """
    if not nodes or not nodes[0].call_later(_when_handled, nodes[1:], then):
        then()


async def _until(true: Callable[[], bool]) -> None:
    """Wait for something, but not for long."""
    for _ in range(int(_PATIENCE / 0.01)):
        if true():
            return
        await asyncio.sleep(0.01)


def _fit(screen: Screen[Any], size: Size) -> None:
    """Have a screen leave out what there is no room for."""
    screen.set_class(size.width < NARROW, "-narrow")
    screen.set_class(size.height < LOW, "-low")
    screen.set_class(size.height >= TALL, "-tall")


def _first_name(names: Iterable[object]) -> str:
    """The first of these that can be an annotator's; empty if none can."""
    for name in names:
        with contextlib.suppress(AnnotatorError):
            if isinstance(name, str):
                return check_annotator_name(name)
    return ""


def _login() -> str | None:
    """The name by which the user is logged in; root is nobody's."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return None
    return None if name == "root" else name


def collect_garbage_again() -> None:
    """After the first frame: what was made until then stays to the end, and is not looked through again."""
    gc.freeze()
    gc.enable()


def run(app: AnnotatorApp, *, mouse: bool) -> int:
    """Run the application to its end; the exit code."""
    values: dict[str, Any] = {"mouse": mouse}
    code = 0
    try:
        app.run(**values)
        code = app.return_code or 0
    except KeyboardInterrupt:  # before the screen has begun to take it for a key
        code = 130
    finally:
        # What is left to do is short, and must be done: the last try to save, and handing out what cannot be.
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_IGN)
        app.close_session()
    return code
