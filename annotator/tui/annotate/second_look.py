"""The second look after an article is done: learning beside the screen, and going through what is offered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from annotator.errors import AnnotatorError
from annotator.span_index import SpanIndex
from annotator.tui.actions import bar_entries, key_of
from annotator.tui.annotate.context import ArticleContext
from annotator.tui.annotate.suggestions import Suggestions
from annotator.tui.background import BackgroundWork, Ended
from annotator.tui.widgets.paint import drawn_span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.model import Article
    from annotator.suggest.finished import FinishedArticle
    from annotator.suggest.learned import Learned, Trainer
    from annotator.suggest.second_look import Look, SecondOffer
    from annotator.tui.annotate.hints import BarEntry

_LATER = 0.3
"""Seconds after an article was opened until learning from the others begins: first it is to be on the screen."""

_NO_BETTER = "your finished articles do not teach more than the rule yet, so there are no offers"
_NO_BETTER_UNASKED = "your finished articles do not teach more than the rule yet: no offers"


class _Learned(NamedTuple):
    """What was learned, and from what."""

    articles: list[FinishedArticle]
    labels: dict[str, Learned]
    trainer: Trainer


class _Unlikely(NamedTuple):
    """What is unlikely to be tagged in a text."""

    sha256: str
    found: list[SecondOffer]


class SecondLook:
    """Learns from the annotator's other finished articles, and has their offers shown when this one is done."""

    def __init__(self, context: ArticleContext, suggestions: Suggestions) -> None:
        self.screen, self._suggestions = context, suggestions
        self.is_on = False
        """Whether offers of this article are being gone through, or were."""
        self._work: BackgroundWork | None = None
        self._trainer: Trainer | None = None
        self._learned: _Learned | None = None
        self.unlikely: SpanIndex | None = None
        """The sentences that are drawn dimmer, where the project asks for that."""
        self._waiting = ""
        """What was said while offers are looked for; empty if nobody waits for them."""
        self._told_why = False
        """Whether it was said why nothing is offered."""
        self._told_missing = False
        """Whether it was said that labels without an object need an extra."""

    def told(self) -> str:
        """How many offers are left, in words; empty outside a second look."""
        left = sum(span.id in self._suggestions.offers for span in self._suggestions.shown) if self.is_on else 0
        return f"{left} of {len(self._suggestions.offers)} offers left" if left else ""

    def named(self) -> str:
        """The mode, and of the chosen offer what it is and why it is made; empty if none is chosen."""
        offer = self._suggestions.offers.get(self.screen.chosen or "")
        if offer is None:
            return ""
        what = "" if offer.offer == "tag" else "remove? "
        about = "" if self.screen.message else f"{what}{offer.label} {offer.p:.0%}, {offer.reason}"
        return f"SECOND LOOK: {about}" if about else "SECOND LOOK"

    def bar(self) -> list[BarEntry]:
        """The keys of a second look, as the key bar has them; none outside one."""
        titles = {"accept": "takes it", "remove": "refuses", "done": "goes on"}
        first = [a._replace(bar=i) for i, name in enumerate(titles) for a in self.screen.actions if a.id == name]
        rest = [a for a in self.screen.actions if a.id in {"undo", "help", "quit"}]
        keys = {a.id: (key_of([a], a.id), titles[a.id]) for a in first if a.keys}
        return bar_entries([*first, *rest], keys) if self.is_on else []

    # --- an article is opened, marked done, and left -----------------------------------------------------------------

    def leave_article(self) -> None:
        """Another article is shown: what was going on is over; soon what the others teach is learned."""
        self._stop()
        was_on, self.is_on, self._waiting, self.unlikely = self.is_on, False, "", None
        if was_on:
            self.screen.offer_keys(None)
        self._suggestions.offers = {}
        if self._may():
            self.screen.set_timer(_LATER, self._prepare)

    def begin(self) -> bool:
        """The article was marked done: whether to stay, as offers are looked for."""
        return self._may() and self._begin(self.screen.message)

    def again(self) -> None:
        """Look at a finished article once more."""
        state = self.screen.session.state(self.screen.article.id)
        if not self.screen.project.settings.suggestions:
            self.screen.say("suggestions are forbidden in this project (annotator.toml: suggestions = false)", "notice")
        elif state is None or state.state != "done":
            done = key_of(self.screen.actions, "done")
            self.screen.say(f"a second look is for finished articles: {done} marks this one done", "notice")
        elif self._may() and not self._begin("looking once more …"):
            self.screen.say("too few of your articles are finished to learn from", "notice")

    def finish(self) -> bool:
        """`done` was pressed: whether that ends a second look, or the waiting for one."""
        was = self.is_on or bool(self._waiting)
        if self.is_on:
            self.is_on = False
            self._suggestions.offer([])
            self.screen.offer_keys(None)
        self._waiting = ""
        return was

    def _may(self) -> bool:
        context = self.screen
        return context.learns and context.project.settings.suggestions and context.session.journal.read_only is None

    # --- beside the screen -------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        if self._work is None and not self._waiting:
            self._learn()

    def _begin(self, said: str) -> bool:
        if self._work is None and not self._learn():
            return False
        self._waiting = said
        self.screen.say(f"{said}; looking once more …" if "…" not in said else said)
        return True

    def _learn(self) -> bool:
        """Begin to learn from the other finished articles, or to look if that is known; whether there is enough."""
        from annotator.suggest.finished import finished_articles
        from annotator.suggest.learned import Trainer
        from annotator.suggest.learning_cache import LearningCache
        from annotator.suggest.learning_figures import LEAST

        context = self.screen
        articles = finished_articles(context.session.journal.fold, but=context.article.id)
        if len(articles) < LEAST:
            return False
        if self._trainer is None:
            project = context.project
            cache = LearningCache(context.memory.folder, project.root, context.session.journal.annotator)
            self._trainer = Trainer(
                project.labels(), project.text, dates=project.settings.dates, language_of=project.language, cache=cache
            )
        known = self._learned if self._learned is not None and self._learned.articles == articles else None
        self._start(partial(_learned, self._trainer, articles, known))
        return True

    def _look(self, learned: _Learned) -> None:
        from annotator.suggest.finished import finished_article

        article = self.screen.article
        here = finished_article(self.screen.session.journal.fold, article.id, article.sha256)
        self._start(partial(_offers, learned, article.text, here))

    def _start(self, do: Callable[[Callable[[str], None], Callable[[], bool]], object]) -> None:
        self._work = BackgroundWork(do, self.screen.post_message)
        self._work.start()

    def _stop(self) -> None:
        if self._work is not None:
            self._work.stop.set()
            self._work = None

    def ended(self, event: Ended) -> None:
        """Learning, or looking, is done."""
        if event.work is not self._work:
            return
        self._work = None
        if isinstance(event.result, AnnotatorError):  # nothing that the person asked for has failed
            self._nothing("what your finished articles teach could not be looked at, so there are no offers")
        elif isinstance(event.result, Exception):
            raise event.result
        elif isinstance(event.result, _Learned):
            self._learned = event.result
            if self._waiting:
                self._look(event.result)
            elif self.screen.project.settings.dim_unlikely:
                article = self.screen.article
                self._start(partial(_unlikely, event.result, article))
        elif isinstance(event.result, _Unlikely):
            self._dim(event.result)
            if self._waiting and self._learned is not None:
                self._look(self._learned)
        else:
            self._show(cast("Look", event.result))

    def _dim(self, unlikely: _Unlikely) -> None:
        """Draw the sentences dimmer; from now on nothing in the article counts as independent."""
        context = self.screen
        if not unlikely.found or context.article.sha256 != unlikely.sha256:
            return
        failure = context.session.show_offers([one.shown for one in unlikely.found])
        context.failure = failure or context.failure
        self.unlikely = SpanIndex(
            [drawn_span(one.start, one.end, one.label, f"dim:{one.start}") for one in unlikely.found]
        )
        context.show()
        context.pane.redraw([(one.start, one.end) for one in unlikely.found])

    def _show(self, look: Look) -> None:
        if self._waiting and look.offers:
            self._waiting = ""
            self.present(look.offers)
        elif look.labels:
            self._nothing("nothing looks left out, or out of place")
        else:
            self._nothing(_NO_BETTER, _NO_BETTER_UNASKED)

    def _nothing(self, told: str, unasked: str = "") -> None:
        """There is nothing to go through: say why where it was asked for, else go on if nothing else was done meanwhile.

        Args:
            told: why.
            unasked: what is said of it once, also where nobody asked.
        """
        waited, self._waiting = self._waiting, ""
        context = self.screen
        if waited.startswith("looking"):
            context.say("; ".join([told, *self._missing()]))
        elif waited and context.message.startswith(waited):
            why = [unasked] if unasked and not self._told_why else []
            self._told_why = self._told_why or bool(why)
            context.message = "; ".join([waited, *why, *(() if self._told_missing else self._missing())])
            context.go_on()

    def present(self, offers: Sequence[SecondOffer]) -> None:
        """Go through offers, beginning with the first."""
        from annotator.suggest.second_look import told

        context = self.screen
        failure = context.session.show_offers([offer.shown for offer in offers])
        context.failure = failure or context.failure
        self.is_on = True
        self._suggestions.offer(offers)
        context.offer_keys(None)
        first = min(self._suggestions.shown, key=lambda span: (span.id not in self._suggestions.offers, span.start))
        context.choose(first)
        keys = f"{key_of(context.actions, 'accept')} takes it, x refuses, {key_of(context.actions, 'done')} goes on"
        context.say(f"{told(offers, context.project.labels())}: {keys}")

    def _missing(self) -> list[str]:
        """What is to be said of labels of which nothing can be learned as python-crfsuite is not there."""
        from annotator.suggest.learned import without_object
        from annotator.suggest.phrases import EXTRA, is_possible

        names = [] if is_possible() else without_object(self.screen.project.labels())
        self._told_missing = True
        return [f"to learn of {', '.join(names)} too, pip install -e '.[{EXTRA}]' (python-crfsuite)"] if names else []


def _unlikely(learned: _Learned, article: Article, tell: Callable[[str], None], stopped: Callable[[], bool]) -> object:
    from annotator.suggest.second_look import unlikely

    return _Unlikely(
        article.sha256, unlikely(article.text, article.id, article.sha256, learned.labels, learned.trainer)
    )


def _learned(
    trainer: Trainer,
    articles: list[FinishedArticle],
    known: _Learned | None,
    tell: Callable[[str], None],
    stopped: Callable[[], bool],
) -> object:
    return known or _Learned(articles, trainer.learn(articles, stopped), trainer)


def _offers(
    learned: _Learned, text: str, here: FinishedArticle, tell: Callable[[str], None], stopped: Callable[[], bool]
) -> object:
    from annotator.suggest.second_look import look

    return look(text, here, learned.labels, learned.trainer)
