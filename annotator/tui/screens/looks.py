"""Themes, the palette and the list of keys, as every screen with actions of its own has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from annotator.tui.annotate.context import Part
from annotator.tui.memory import remember_theme
from annotator.tui.theme import LOOKS, Palette, textual_theme

if TYPE_CHECKING:
    from annotator.tui.adjudicate.screen import AdjudicateScreen
    from annotator.tui.annotate.screen import AnnotateScreen


class Looks(Part):
    """Part of `AnnotateScreen` and of `AdjudicateScreen`."""

    def action_theme(self, name: str) -> None:
        """Draw everything in another theme, now and the next time."""
        look = LOOKS[name]
        palette = Palette(look, self.palette.labels.values(), self.palette.depth)
        screen = cast("AnnotateScreen | AdjudicateScreen", self)
        for widget in (self.app, screen, *screen.query("*")):
            if isinstance(getattr(widget, "palette", None), Palette):
                widget.palette = palette
        self.app.register_theme(textual_theme(look))
        self.app.theme = look.name
        remember_theme(screen.memory, self.project, name)
        for widget in screen.query("*"):
            widget.refresh()
        self.say(f"the theme is {name}")

    def action_palette(self) -> None:
        """Find any action by its name, and run it."""
        from annotator.tui.dialogs.palette import PaletteScreen

        screen = cast("AnnotateScreen | AdjudicateScreen", self)

        async def chosen(call: str | None) -> None:
            if call is not None:
                await self.app.run_action(call, default_namespace=screen)

        self.app.push_screen(PaletteScreen(screen.actions, self.palette), chosen)

    def action_help(self) -> None:
        """Show all keys."""
        from annotator.tui.dialogs.help import HelpScreen

        screen = cast("AnnotateScreen | AdjudicateScreen", self)
        self.app.push_screen(HelpScreen(screen.actions, self.palette))
