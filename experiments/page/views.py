"""What the page answers: itself, results as they come, files of them, and a stop.

Whatever takes time is done on other threads than that of the event loop: runs on the engine's, reading and writing of
pages on those of `asyncio.to_thread`.
"""

import asyncio
import shlex
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from experiments import language, words
from experiments.page.addresses import after_of, language_of, query_of, read
from experiments.page.answers import Asked, Step, command_of, python_of
from experiments.page.controls import controls_of
from experiments.page.engine import BusyError, Engine, Question, Word
from experiments.page.exports import FileNotReadyError, file_named, files_for, media_of
from experiments.page.mixes import Menu, scenarios_of
from experiments.page.printing import Printer
from experiments.page.results import first_word, results_of
from experiments.page.state import Refused, State
from experiments.page.writing import TEMPLATES, written
from experiments.store import StudyError
from model.errors import ScenarioError
from model.messages import _

LONGEST_WAIT = 2.0  # seconds that an answer is held back for something new to tell
LOOK_EVERY = 0.01
MOST_PAGES = 32


class Views:
    """The answers of one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._printer = engine, Printer()
        self._written: OrderedDict[tuple[str, int, str], str] = OrderedDict()

    async def page(self, request: Request) -> Response:
        """The whole page; an address that is not the canonical one of its state is sent on to that."""
        query = query_of(request)
        state, menu = await asyncio.to_thread(read, query, language_of(request))
        if state.query() != query:
            return RedirectResponse(f"/?{state.query()}", 303)
        question = await asyncio.to_thread(self._ask, state, menu)
        return HTMLResponse(await asyncio.to_thread(self._page, state, menu, question))

    async def results(self, request: Request) -> Response:
        """What is known of a state once it is more than `after` steps, or after a while how far it is."""
        state, menu = await asyncio.to_thread(read, query_of(request), language_of(request))
        after = after_of(request)
        question = await asyncio.to_thread(self._ask, state, menu)
        until = time.monotonic() + LONGEST_WAIT
        while question.reached <= after and not question.finished and time.monotonic() < until:
            await asyncio.sleep(LOOK_EVERY)
        facts = await asyncio.to_thread(self._facts, state, menu, question, after)
        return JSONResponse(facts)

    async def cancel(self, request: Request) -> Response:
        """Stop the work on a state; what is done of it stays."""
        state, _menu = await asyncio.to_thread(read, query_of(request), language_of(request))
        return JSONResponse({"stopped": self._engine.cancel(state.question())})

    async def export(self, request: Request) -> Response:
        """A file of what is shown: tables, figures, policies, the report."""
        state, menu = await asyncio.to_thread(read, query_of(request), language_of(request))
        name = request.path_params["name"]
        body = await asyncio.to_thread(self._file, name, state, menu)
        given = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=media_of(name), headers=given)

    def _file(self, name: str, state: State, menu: Menu) -> str | bytes:
        language.speak(state.lang)
        return file_named(name, state, menu, self._engine.known(state.question()), self._printer)

    def _ask(self, state: State, menu: Menu) -> Question:
        return self._engine.ask(state.question(), lambda: asked_of(state, menu))

    def _page(self, state: State, menu: Menu, question: Question) -> str:
        language.speak(state.lang)
        finished = question.finished  # looked at first: what is told after it is the last word then
        word = question.word
        return written(
            "page.html.j2",
            state.lang,
            "/",
            state.query(),
            state=state,
            controls=controls_of(state, menu),
            status=status_of(question, word, finished),
            failed=bool(question.error),
            finished=finished,
            reached=0 if word is None else word.reached,
            results=Markup("" if word is None else self._results(state, menu, question.asked, word)),
        )

    def _facts(self, state: State, menu: Menu, question: Question, after: int) -> dict[str, Any]:
        """How far a question is, in words and numbers; its results where they are new."""
        language.speak(state.lang)
        finished = question.finished
        word, (done, total) = question.word, question.progress
        reached = 0 if word is None else word.reached
        facts = {
            "address": state.query(), "reached": reached, "steps": len(question.steps), "done": done,
            "total": total, "finished": finished, "status": status_of(question, word, finished),
        }  # fmt: skip
        if word is not None and word.reached > after:
            facts["html"] = self._results(state, menu, question.asked, word)
        return facts

    def _results(self, state: State, menu: Menu, asked: Asked, word: Word) -> str:
        """The results as HTML, written once for each step and language."""
        key = state.question(), word.reached, state.lang
        known = self._written.get(key)
        if known is not None:
            return known
        tell = first_word if word.reached == 1 else results_of
        text = TEMPLATES.get_template("results.html.j2").render(
            state=state,
            lang=state.lang,
            query=state.query(),
            setting=setting(state, menu, word.step),
            shown=tell(word.study.afresh()),  # what it reads goes when it is told
            policies=policies_of(state, menu, asked),
            files=files_for(asked),
            command=shlex.join(command_of(asked, word.step)),
            python=python_of(asked, word.step),
        )
        self._written[key] = text
        while len(self._written) > MOST_PAGES:
            self._written.popitem(last=False)
        return text


def asked_of(state: State, menu: Menu) -> Asked:
    """What a state asks of the engine."""
    return Asked(scenarios_of(menu, state.mixes), state.seed, state.sample, state.replicates)


def status_of(question: Question, word: Word | None, finished: bool) -> str:
    """How far an answer has come, in a sentence."""
    if question.error:
        return _("This comparison failed: {why}").format(why=question.error)
    if question.cancelled:
        return _("Stopped. What is shown is what was done by then.")
    if word is None:
        return _("The first estimate is on its way; on a new machine the model is compiled first, a minute or two.")
    shown = _("Estimate {reached} of {steps} is shown; a more exact one is on its way.")
    text = _("Done: estimate {reached} of {steps}.") if finished else shown
    return text.format(reached=word.reached, steps=len(question.steps))


def setting(state: State, menu: Menu, step: Step) -> str:
    """What the numbers are of: place, future, baseline, sample, replicates, seed."""
    named = {axis: menu.named(axis, state.lang) for axis in ("place", "future")}
    text = _(
        "{place}; future: {future}; baseline: none, the status quo of 2013; {share} % sample of kin groups, "
        "{count} replicates, 95 % intervals; seed {seed}"
    )
    return text.format(**named, share=f"{100 * step.sample:.3g}", count=step.replicates, seed=state.seed)


def policies_of(state: State, menu: Menu, asked: Asked) -> list[tuple[str, str, str]]:
    """Each mix: its letter, its name in tables, and what it is."""
    rows = []
    for (letter, mix), scenario in zip(state.mixes.items(), asked.scenarios[1:], strict=True):
        told = [menu.policies[mix.policy].get(state.lang, "") or mix.policy]
        told += [_("with {programme}").format(programme=menu.title(name, state.lang)) for name in mix.added]
        told += [_("without {programme}").format(programme=menu.title(name, state.lang)) for name in mix.left_out]
        leaves = menu.whole(mix.policy)
        told += [
            f"{menu.title(path.partition('.')[0], state.lang)}: {language.lever(path, state.lang)} = {value:g} "
            f"{language.unit(leaves[path].unit, state.lang)}"
            for path, value in mix.values
        ]
        rows.append((letter.upper(), scenario.policy, words.listed(told)))
    return rows


async def wrong(request: Request, error: Exception) -> Response:
    """The answer to an address that means nothing, or that there is no room for."""
    lang = language_of(request)
    language.speak(lang)
    status = 429 if isinstance(error, BusyError) else 409 if isinstance(error, FileNotReadyError) else 400
    message = {429: _("Too much is asked at once; try again in a few seconds.")}.get(status) or str(error)
    if request.url.path == "/results":
        return JSONResponse({"error": message}, status)
    text = TEMPLATES.get_template("wrong.html.j2").render(message=message, lang=lang)
    return HTMLResponse(text, status, headers={"retry-after": "5"} if status == 429 else None)


HANDLERS: Mapping[Any, Any] = {
    Refused: wrong, ScenarioError: wrong, BusyError: wrong, FileNotReadyError: wrong,
    StudyError: wrong,
}  # fmt: skip
