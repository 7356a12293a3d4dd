"""Watches pages for whatever must never happen: errors, dialogs, other hosts, policy violations."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Route


class Watch:
    """Collects the faults of every page of a context, and lets no request out to another host.

    Failed answers (``status`` of 400 and more) that a test expects are taken from ``expected``.
    """

    def __init__(self, context: BrowserContext, site: str) -> None:
        """Watch ``context``, whose pages may talk to ``site`` alone."""
        self.faults: list[str] = []
        self.expected: set[int] = set()
        self._site = site
        context.route("**/*", self._request)
        context.on("page", self._page)

    def _request(self, route: Route) -> None:
        address = route.request.url
        if address.startswith((self._site, "data:", "blob:")):
            route.continue_()
        else:
            self.faults.append(f"request to another host: {address}")
            route.abort()

    def _page(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("dialog", self._dialog)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if any(f"status of {status}" in message.text for status in self.expected):
            return
        self.faults.append(f"{message.type}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()
