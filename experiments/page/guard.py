"""What keeps strangers out: headers on every answer, no uploads, no overlong address, no request from another site."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
LONGEST_QUERY = 40_000

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]


class Guard:
    """Stands before the whole app."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Refuse, or let pass; headers go on in either case."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = refused(scope, Headers(scope=scope))
        await (refusal or self._app)(scope, receive, with_headers)


def refused(scope: Message, headers: Headers) -> PlainTextResponse | None:
    """The answer to a request that nobody of ours would make; None for one that may pass."""
    if len(scope["query_string"]) > LONGEST_QUERY:
        return PlainTextResponse("The address is too long.", 414)
    if not (scope["query_string"].isascii() and scope["path"].isascii() and scope["path"].isprintable()):
        return PlainTextResponse("The address is not text.", 400)
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        return PlainTextResponse("Nothing is taken in here.", 413)
    foreign = headers.get("sec-fetch-site", "none") in ("cross-site", "same-site")
    if foreign and (headers.get("sec-fetch-mode") != "navigate" or scope["method"] != "GET"):
        return PlainTextResponse("Not from another site.", 403)
    return None
