"""What a page asks for, writes to its console and throws, and what axe has against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, WebSocket

# WCAG 2.1 at level AA, and what axe calls best practice.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")


@dataclass
class Watch:
    """Everything that the pages of a browser's context do which a visitor does not see."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, context: BrowserContext) -> Watch:
        """Watch a context from now on, all its pages and those that they open."""
        watch = cls()

        def socket(opened: WebSocket) -> None:
            watch.requests.append(opened.url)

        def page(opened: Page) -> None:
            opened.on("websocket", socket)

        context.on("request", lambda request: watch.requests.append(request.url))
        context.on("page", page)
        context.on("weberror", lambda thrown: watch.errors.append(f"thrown: {thrown.error}"))
        context.on(
            "console",
            lambda message: (
                watch.errors.append(f"console: {message.text}")
                if message.type in ("error", "warning")
                else None
            ),
        )
        return watch

    def left(self, home: str) -> list[str]:
        """Requests for anything else than the page's home: a file's own address, or its server's origin."""
        own = urlsplit(home)

        def at_home(address: str) -> bool:
            asked = urlsplit(address)
            if asked.scheme == "blob":  # what a page makes itself, such as its workers
                return True
            if own.scheme == "file":
                return asked.scheme == "file" and asked.path == own.path
            return (asked.scheme, asked.netloc) == (own.scheme, own.netloc)

        return [address for address in self.requests if not at_home(address)]


def violations(page: Page) -> list[str]:
    """What axe has against the page as it stands: the rule, what it asks, and where it is broken."""
    # Playwright evaluates past the page's content-security policy: the page is judged as it is shipped.
    found = Axe().run(page, options={"runOnly": list(RULES), "resultTypes": ["violations"]})
    return [
        f"{broken['id']} ({broken['impact']}): {broken['help']}: "
        + "; ".join(
            f"{' '.join(map(str, node['target']))} {' '.join(str(node.get('failureSummary')).split())}"
            for node in broken["nodes"][:5]
        )
        for broken in found.response["violations"]
    ]
