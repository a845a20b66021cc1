"""Requests to the page without a server or a socket: the application is called as a server would call it."""

import asyncio
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8")

    def json(self):
        return json.loads(self.body)


def ask(app, target, *, method="GET", headers=(), body=b""):
    """One request; `target` is a path with its query, as bytes or as text of ASCII or Latin-1."""
    return asyncio.run(asked(app, target, method=method, headers=headers, body=body))


async def asked(app, target, *, method="GET", headers=(), body=b""):
    """As `ask`, inside a loop."""
    raw = target if isinstance(target, bytes) else target.encode("latin-1")
    path, _mark, query = raw.partition(b"?")
    given = {"host": "127.0.0.1:8000", **dict(headers)}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path.decode("latin-1"), "raw_path": path, "query_string": query, "root_path": "",
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in given.items()],
        "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    sent = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    start = next(message for message in sent if message["type"] == "http.response.start")
    found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], found, b"".join(message.get("body", b"") for message in sent))
