"""`fanpin page`: the planner's page, served on this machine."""

import socket
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Annotated

import typer

from experiments.cli_output import FAILED, Json, end, print_json, told
from model.messages import _

Host = Annotated[str, typer.Option(help=_("Address to listen on; other machines reach only what is not a loopback."))]
Port = Annotated[int, typer.Option(min=0, max=65535, help=_("Port to listen on; 0 takes a free one."))]
Trusted = Annotated[
    list[str] | None,
    typer.Option(
        help=_("A further host name by which the page may be called, beside the address. As often as wanted."),
        show_default=False,
    ),
]
Studies = Annotated[Path, typer.Option(help=_("Folder whose studies the page shows; it gives out nothing else."))]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help=_("Do not open a browser."))]
OPENED_AFTER = 1.0  # seconds


@told
def page(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    trusted: Trusted = None,
    studies: Studies = Path("results"),
    no_browser: NoBrowser = False,
    as_json: Json = False,
) -> None:
    from experiments.extras import extra

    uvicorn, app = extra("uvicorn", "page"), extra("experiments.page.app", "page")
    listening = _listening(host, port)
    address = f"http://{_in_address(host)}:{listening.getsockname()[1]}/"
    if as_json:
        print_json({"address": address})
    else:
        print(_("The page is at {address}; Ctrl-C ends it.").format(address=address))
    sys.stdout.flush()  # who reads it from a pipe waits for it
    if not no_browser:
        opening = Timer(OPENED_AFTER, webbrowser.open, [address])
        opening.daemon = True
        opening.start()
    served = app.make_app([*app.LOOPBACK, host, *(trusted or ())], studies=studies)
    config = uvicorn.Config(served, log_level="warning", server_header=False, limit_concurrency=64, ws="none")
    with suppress(KeyboardInterrupt):  # which is how it ends
        uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; ends the command where none can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        message = _("cannot listen on {host}, port {port}: {why}; --port names another.")
        end(message.format(host=host, port=port, why=error.strerror or error), FAILED)


def _in_address(host: str) -> str:
    """A host as a browser's address has it."""
    return f"[{host}]" if ":" in host else host
