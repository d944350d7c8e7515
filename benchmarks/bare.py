"""The reference for the screen: about the least that a Textual application can be, one text that answers every key."""

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """Shows the last key."""

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static("ready", id="text")

    def on_key(self, event: events.Key) -> None:
        """Show the key."""
        self.query_one("#text", Static).update(f"key {event.key}")


if __name__ == "__main__":
    Bare().run()
