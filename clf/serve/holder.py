"""The model that answers, replaced as a whole when another is promoted; who holds the old one ends with it."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from clf.errors import ClfError
from clf.model import Model, find_model, load
from clf.policy import Policy

_log = logging.getLogger("uvicorn.error")


class Holder:
    """The model named (the live one for None), read again when the name comes to mean another or its files change.

    A model that cannot be read is reported in ``trouble``, and the one before goes on answering. Raises `ClfError`
    only if the first one cannot be read.
    """

    def __init__(
        self, named: str | Path | None = None, policy: Policy | None = None, changed: Callable[[], None] | None = None
    ) -> None:
        self.named, self.policy, self.changed = named, policy, changed
        self.trouble = ""
        self._seen = self._mark()
        self.model = self._read()

    def check(self) -> bool:
        """Read the model anew if it is another now; whether it was."""
        try:
            mark = self._mark()
            if mark == self._seen:
                return False
            model = self._read()
        except (ClfError, OSError) as error:
            if str(error) != self.trouble:
                self.trouble = str(error)
                _log.error("clf: %s: model %s goes on answering", error, self.model.id)
            return False
        self.model, self._seen, self.trouble = model, mark, ""
        _log.info("clf: model %s answers from now on", model.id)
        if self.changed:
            self.changed()
        return True

    @asynccontextmanager
    async def watching(self, seconds: float = 1.0) -> AsyncIterator[None]:
        """Look every so many seconds, and at once on SIGHUP, for as long as the context lasts."""
        now = asyncio.Event()
        loop = asyncio.get_running_loop()
        with suppress(ValueError, RuntimeError, NotImplementedError, AttributeError):  # not in the main thread
            loop.add_signal_handler(signal.SIGHUP, now.set)
        task = asyncio.create_task(self._watch(now, seconds))
        try:
            yield
        finally:
            task.cancel()

    async def _watch(self, now: asyncio.Event, seconds: float) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(now.wait(), seconds)
            now.clear()
            await asyncio.to_thread(self.check)

    def _mark(self) -> tuple[Any, ...]:
        folder = find_model(self.named)
        try:
            stat = (folder / "model.json").stat()
        except FileNotFoundError:
            return (folder,)
        return folder, stat.st_ino, stat.st_mtime_ns, stat.st_size

    def _read(self) -> Model:
        model = load(find_model(self.named))
        if self.policy:
            model = model.with_policy(self.policy)
        model.explain("Ready to answer")  # compiled before anybody waits for it
        return model
