"""What a request asks for: the query as it was sent, its language, and the state and menu it names."""

from starlette.requests import Request

from experiments import language
from experiments.page.mixes import Menu, menu_of, scenarios_of
from experiments.page.state import State, read_state


def query_of(request: Request) -> str:
    """The query as it was sent, without what only says how long to wait; the guard lets only ASCII pass."""
    parts = request.scope["query_string"].decode("ascii").split("&")
    return "&".join(part for part in parts if not part.startswith("after="))


def language_of(request: Request) -> str:
    """The language that a request asks for: by its address, else by its browser."""
    found = [part for part in request.scope["query_string"].split(b"&") if part.startswith(b"lang=")]
    if found:
        return "zh" if found[-1] == b"lang=zh" else "en"
    return language.preferred(request.headers.get("accept-language", ""))


def after_of(request: Request) -> int:
    """How many steps the asker has seen."""
    parts = request.scope["query_string"].decode("ascii").split("&")
    given = [part.removeprefix("after=") for part in parts if part.startswith("after=")]
    return int(given[-1]) if given and given[-1].isdecimal() and len(given[-1]) < 4 else 0


def read(query: str, lang: str) -> tuple[State, Menu]:
    """A state and the menu of its place. Raises Refused, and ScenarioError where its mixes cannot be."""
    language.speak(lang)
    state = read_state(query, lang)
    menu = menu_of(state.place, state.future)
    assert menu is not None
    scenarios_of(menu, state.mixes)
    return state, menu
