"""Watching a browser for what no page of ours may do: errors, requests to other hosts, failing answers."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

NOWHERE = {"data", "blob", "about", "tel", "sms"}
"""Schemes that reach no other host."""


class Watch:
    """What happened in some browser contexts. A test may say beforehand what it is going to provoke."""

    def __init__(self, origin: str) -> None:
        self._host = urlsplit(origin).netloc
        self._allowed_hosts: set[str] = set()
        self._expected: list[str] = []
        self._seen: list[str] = []
        self.requested: list[str] = []
        self.refused: list[str] = []
        """Requests that the browser itself stopped, because of our content security policy."""

    def follow(self, context: BrowserContext) -> None:
        """Watch everything that opens in a context."""
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)
        context.on("requestfailed", self._on_failure)
        context.on("response", self._on_response)

    def allow_host(self, address: str) -> None:
        """Let pages go to the host of an address."""
        self._allowed_hosts.add(urlsplit(address).netloc)

    def expect(self, words: str) -> None:
        """Take a message that holds these words as part of the test."""
        self._expected.append(words)

    def forget(self) -> None:
        """Start afresh."""
        self._seen.clear()
        self.requested.clear()
        self.refused.clear()

    def complaints(self) -> list[str]:
        """Return what happened that should not have."""
        return [line for line in self._seen if not any(words in line for words in self._expected)]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._seen.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _on_error(self, error: WebError) -> None:
        self._seen.append(f"page error: {error.error}")

    def _on_request(self, request: Request) -> None:
        self.requested.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme in NOWHERE or parts.netloc in {
            self._host,
            *self._allowed_hosts,
        }:
            return
        self._seen.append(f"request to another host: {request.url}")

    def _on_failure(self, request: Request) -> None:
        if request.failure == "csp":
            self.refused.append(request.url)

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self._seen.append(f"{response.status} from {response.url}")
