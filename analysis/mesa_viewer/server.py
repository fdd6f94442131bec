"""The page served, to this computer alone."""

from __future__ import annotations

import os
import socket
import threading
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from analysis.mesa_viewer import LOOPBACK
from sim.inputs.errors import Fault, WrongInput
from sim.inputs.scenarios import Scenario

if TYPE_CHECKING:
    import uvicorn

NOWHERE = f"http://{LOOPBACK}:9/"  # the port that discards: a file not shipped is missed, not fetched
FOREIGN = b"This page is for the computer it runs on alone."


def run(scenario: Scenario, port: int, on_ready: Callable[[str], None] | None) -> None:
    """Serve the page until the process is interrupted."""
    with _bound(port) as listening:
        address = f"http://{LOOPBACK}:{listening.getsockname()[1]}/"
        server = _server(scenario, listening.getsockname()[1])
        ready = threading.Thread(target=_tell, args=(server, address, on_ready), daemon=True)
        ready.start()
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            pass  # how it is meant to end
        finally:
            from analysis.mesa_viewer import components

            components.closing.set()


def _bound(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere it would let two programs share the port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError as error:
        listening.close()
        what = f"port {port} cannot be had ({error.strerror})"
        raise WrongInput(Fault("--port", what, "name another, or 0 for any that is free")) from error
    return listening


def _server(scenario: Scenario, port: int) -> uvicorn.Server:
    """Set Solara up, and the server around it."""
    os.environ["SOLARA_APP"] = "analysis.mesa_viewer.components:Page"
    import solara.server.settings as settings
    import solara.server.starlette
    import solara.settings
    import uvicorn

    from analysis.mesa_viewer import components

    components.first = scenario
    components.closing.clear()
    solara.settings.assets.cdn = NOWHERE
    settings.theme.show_banner = False
    settings.theme.title = "hubspoke"
    # Of a page that another page holds, which this is not.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    config = uvicorn.Config(
        at_home(solara.server.starlette.app),
        host=LOOPBACK,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def _tell(server: uvicorn.Server, address: str, on_ready: Callable[[str], None] | None) -> None:
    waiting = threading.Event()
    while not server.started and not server.should_exit:
        waiting.wait(0.05)
    if on_ready is not None and server.started:
        on_ready(address)


def at_home(app: Any) -> Any:
    """Put before an ASGI application what refuses requests of other pages and by other names.

    A page of another site that is open in the same browser can reach 127.0.0.1, but cannot hide its origin;
    and one whose name was made to point there cannot hide its name.
    """

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan" or _is_ours(dict(scope["headers"])):
            await app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            plain = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 403, "headers": plain})
            await send({"type": "http.response.body", "body": FOREIGN})

    return guarded


def _is_ours(headers: dict[bytes, bytes]) -> bool:
    host = headers.get(b"host", b"").decode("latin-1")
    origin = headers.get(b"origin", b"").decode("latin-1")
    return host.rpartition(":")[0] in (LOOPBACK, "localhost") and origin in ("", f"http://{host}")
