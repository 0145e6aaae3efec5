"""What robots.txt allows, asked once for each site (RFC 9309), and how long to wait between two requests."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from clf.errors import FetchError
from clf.inputs.fetch import AGENT, Answered, Limits, fetch

_LONGEST_WAIT = 30.0  # seconds


class Robots:
    """Rules of the sites met so far. A site that has none allows all; one that fails to answer allows nothing."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._sites: dict[str, Any] = {}  # parsed rules, or why there are none
        self._last: dict[str, float] = {}

    def allow(self, url: str) -> None:
        """Return when ``url`` may be fetched now, after the delay its site asks for; raises `FetchError` if not."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._sites:
            self._sites[site] = self._read(site)
        rules = self._sites[site]
        if isinstance(rules, str):
            raise FetchError(f"{url}: refused: its robots.txt could not be read ({rules})")
        if rules is None:
            return
        if not rules.can_fetch(url, AGENT):
            raise FetchError(f"{url}: refused: forbidden by the site's robots.txt")
        delay = min(float(rules.crawl_delay(AGENT) or 0), _LONGEST_WAIT)
        wait = self._last.get(site, -delay) + delay - time.monotonic() if site in self._last else 0.0
        if wait > 0:
            time.sleep(wait)
        self._last[site] = time.monotonic()

    def _read(self, site: str) -> Any:
        from protego import Protego

        try:
            text = fetch(f"{site}/robots.txt", self._limits, any_kind=True).data.decode("utf-8", "replace")
        except Answered as error:
            return None if 400 <= error.status < 500 else f"answered {error.status}"
        except FetchError as error:
            return str(error).removeprefix(f"{site}/robots.txt: ")
        return Protego.parse(text)
