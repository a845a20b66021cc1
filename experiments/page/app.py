"""The page as an application: routes, the hosts it answers to, and the engine that lives as long as it does."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from experiments.lettering import FONT
from experiments.page.answers import Answers
from experiments.page.engine import Engine
from experiments.page.guard import Guard
from experiments.page.life_views import LifeViews
from experiments.page.lives import Lives
from experiments.page.runner import Runner
from experiments.page.shelf import Shelf
from experiments.page.study_views import StudyViews
from experiments.page.views import HANDLERS, Views
from experiments.workers import cores
from model.result import Result
from model.simulate import simulate

STUDIES = Path("results")
LOOPBACK = ("127.0.0.1", "localhost")


def make_app(
    hosts: Sequence[str] = LOOPBACK,
    engine: Engine | None = None,
    studies: Path = STUDIES,
    run: Callable[..., Result] = simulate,
) -> Starlette:
    """The page, answering to these host names; with an engine and processes of its own unless an engine is given.

    Studies are those below the folder `studies`; `run` carries out runs where there are no processes for them.
    """
    runner = Runner(cores()) if engine is None and cores() > 1 else None
    engine = engine or Engine(Answers(runner.run if runner else run).answer)
    views, lives = Views(engine), LifeViews(Lives(runner.run if runner else run))
    stored = StudyViews(Shelf(studies))

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        engine.start()
        yield
        engine.close()
        if runner is not None:
            runner.close()

    static = StaticFiles(packages=[("experiments.page", "static")])
    return Starlette(
        routes=[
            Route("/", views.page),
            Route("/results", views.results),
            Route("/cancel", views.cancel, methods=["POST"]),
            Route("/export/{name}", views.export),
            Route("/life", lives.page),
            Route("/life/{name}", lives.file),
            Route("/studies", stored.page),
            Route("/studies/file", stored.file),
            Mount("/static", static),
            Mount("/fonts", StaticFiles(directory=FONT.parent)),
        ],
        middleware=[Middleware(Guard), Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))],
        exception_handlers=dict(HANDLERS),
        lifespan=lifespan,
    )
