"""`mcn workshop serve`: rooms over HTTP, to this computer alone.

A page asks for its room once (`GET /`), for settings (`POST /setting`), and now and then whether the room is
still the one it was told of (`GET /room`, with an ETag). Whatever is refused is said in a line of JSON:
`{"said": ...}`.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from analysis.page.choices import Choice, read_choice
from analysis.page.html import page, policy
from analysis.page.live import Room, Rooms
from sim.inputs.errors import Fault, WrongInput, quoted, suggestion

HOST = "127.0.0.1"  # the loopback address: nothing outside this computer reaches it
USUAL_PORT, PORTS_TRIED = 8471, 10
MOST_BYTES = 64_000  # of what a page may ask
TOO_LARGE = f"more than {MOST_BYTES:,} bytes were sent"
OWN = "'self'"  # where a page may ask
GONE = 499  # whoever asked does not wait any more
BACKLOG = 2048  # connections that may wait
WHOLE_REQUEST = 60  # seconds within which it has to come
KEPT_OPEN = 75  # seconds in which a browser may use a connection again


def application(rooms: Rooms, port: int) -> Guard:
    """Give what answers requests, whichever server hands them over.

    Parameters
    ----------
    rooms : Rooms
    port : int
        Where pages are opened; requests to any other name or place are refused.
    """
    live = _Live(rooms)
    routes = [
        Route("/", live.page, methods=["GET"]),
        Route("/room", live.room, methods=["GET"]),
        Route("/setting", live.setting, methods=["POST"]),
    ]
    handlers: Mapping[Any, Any] = {HTTPException: _refused, WrongInput: _wrong, Exception: _failed}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), port)


def listen(port: int | None = None) -> socket.socket:
    """Take a port on the loopback address: the one given, or the usual one or one after it.

    Raises
    ------
    WrongInput
        If the port that is given cannot be had.
    """
    tried = (*range(USUAL_PORT, USUAL_PORT + PORTS_TRIED), 0) if port is None else (port,)
    for each in tried:
        # Its protocol named: asyncio then sends at once what it has, and not when it is a packet full.
        taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name == "posix":  # elsewhere this would let two servers have one port
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((HOST, each))
            taken.listen(BACKLOG)
        except OSError:
            taken.close()
            continue
        return taken
    what = "no port is free" if port is None else f"port {port} is taken, or may not be used"
    raise WrongInput(Fault("--port", what, "name another, or leave --port out"))


class _Prompt(H11Protocol):
    """A connection that is closed where no whole request comes: uvicorn itself waits for ever."""

    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request, and not for long."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what comes."""
        super().data_received(data)
        self._wait()

    def _wait(self) -> None:
        if self._due is None:
            self._due = self.loop.call_later(WHOLE_REQUEST, self._look)

    def _look(self) -> None:
        self._due = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()


class Server(uvicorn.Server):
    """Serves rooms until it is told to stop.

    Parameters
    ----------
    rooms : Rooms
    taken : socket
        As `listen` gives it.
    started : callable, optional
        Called once requests are answered.
    """

    def __init__(
        self, rooms: Rooms, taken: socket.socket, started: Callable[[], object] | None = None
    ) -> None:
        app = application(rooms, taken.getsockname()[1])
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http=_Prompt,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEPT_OPEN,
                timeout_graceful_shutdown=1,
            )
        )
        self._taken, self._started = taken, started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self._started is not None:
            self._started()

    def serve_until_stopped(self) -> None:
        """Answer until Ctrl-C, or until `should_exit` is set."""
        with suppress(KeyboardInterrupt):
            self.run(sockets=[self._taken])


class _Live:
    """What is answered. Settings are run one at a time, in the order in which they were asked for."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._turn = asyncio.Lock()
        self._runner = ThreadPoolExecutor(1, thread_name_prefix="runs")  # its memory is used again
        self._pages: dict[str, tuple[str, str, str]] = {}  # by room: its page, its data, their digest

    async def page(self, request: Request) -> Response:
        html, _, _ = await self._page_of(self._room(request.query_params.get("room", "")))
        return HTMLResponse(html)

    async def room(self, request: Request) -> Response:
        _, data, digest = await self._page_of(self._room(request.query_params.get("room", "")))
        tag = {"ETag": f'"{digest}"'}
        if request.headers.get("if-none-match") == tag["ETag"]:
            return Response(status_code=304, headers=tag)
        return Response(data, media_type="application/json", headers=tag)

    async def setting(self, request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise HTTPException(415, "what is asked must be application/json")
        choice = read_choice(await _body(request))
        room = self._room(choice.room)
        meant = request.headers.get("if-match")
        if meant is not None and meant != f'"{(await self._page_of(room))[2]}"':
            raise HTTPException(412, f"the room {quoted(room.name)} is not what it was")
        found = await asyncio.to_thread(room.known, choice)
        if found is None:
            found = await self._run(request, room, choice)
        if found is None:
            return Response(status_code=GONE)
        return Response(found, media_type="application/octet-stream")

    async def _run(self, request: Request, room: Room, choice: Choice) -> bytes | None:
        async with self._turn:
            if await request.is_disconnected():
                return None
            loop = asyncio.get_running_loop()
            # Whoever waited may have waited for the same.
            found = await loop.run_in_executor(self._runner, room.known, choice)
            return found or await loop.run_in_executor(self._runner, room.answer, choice)

    async def _page_of(self, room: Room) -> tuple[str, str, str]:
        """Give a room's page, its data, and the digest of that."""
        if room.name not in self._pages:
            async with self._turn:
                if room.name not in self._pages:
                    loop = asyncio.get_running_loop()
                    self._pages[room.name] = await loop.run_in_executor(
                        self._runner, self._written, room.name
                    )
        return self._pages[room.name]

    def _written(self, name: str) -> tuple[str, str, str]:
        data = self._rooms.data(name)
        return page(data, connect=OWN), json.dumps(data, allow_nan=False), data["digest"]

    def _room(self, name: str) -> Room:
        room = self._rooms.of(name)
        if room is None:
            meant = suggestion(name, self._rooms.rooms)
            raise HTTPException(404, f"there is no room {quoted(name)}; {meant}")
        return room


async def _body(request: Request) -> bytes:
    """Read what was sent, and no more of it than may be sent."""
    body = b""
    try:
        async with asyncio.timeout(WHOLE_REQUEST):
            async for part in request.stream():
                body += part
                if len(body) > MOST_BYTES:
                    raise HTTPException(413, TOO_LARGE)
    except TimeoutError:
        raise HTTPException(408, "what was asked did not come to its end") from None
    return body


class Guard:
    """Lets in what comes from a page of this server, and sends nothing out without its safeguards.

    A page from elsewhere can make a browser send requests here, under another name for this address or from
    another origin: both are refused.
    """

    def __init__(self, app: Starlette, port: int) -> None:
        self._app = app
        self._hosts = {f"{name}:{port}" for name in (HOST, "localhost", "[::1]")}
        self._headers = [
            (b"content-security-policy", f"{policy(OWN)}; frame-ancestors 'none'".encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"cache-control", b"no-store"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self._headers]}
            await send(message)

        app = self._refusal(scope) or self._app
        try:
            with suppress(ClientDisconnect):
                await app(scope, receive, safely)
        except asyncio.CancelledError:  # nobody is waited for once the server stops
            await _line(503, "the server stops")(scope, receive, safely)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return _line(403, "this server answers to this computer alone")
        allowed = {f"http://{host}" for host in self._hosts}
        if any(origin.lower() not in allowed for origin in headers.getlist("origin")):
            return _line(403, "a page from elsewhere may ask nothing here")
        if any(int(length) > MOST_BYTES for length in headers.getlist("content-length")):
            return _line(413, TOO_LARGE)
        return None


def _line(code: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"said": text}, code, headers)


def _refused(request: Request, error: HTTPException) -> Response:
    return _line(error.status_code, error.detail, error.headers)


def _wrong(request: Request, error: WrongInput) -> Response:
    first, more = error.faults[0], len(error.faults) - 1
    return _line(400, f"{first}" + (f" (and {more} more)" if more else ""))


def _failed(request: Request, error: Exception) -> Response:
    return _line(500, f"the server failed: {type(error).__name__}: {error}")
