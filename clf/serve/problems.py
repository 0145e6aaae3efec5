"""What a refused request is answered with: a JSON problem (RFC 9457) that says what was wrong and what to do."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from clf.errors import extra

with extra("serve"):
    from starlette.responses import Response


class Problem(Exception):
    """A request that is not answered with scores. ``detail`` is for people; ``more`` are further fields."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.more = status, detail, headers, more

    def response(self) -> Response:
        """As `application/problem+json`."""
        body = {"status": self.status, "title": HTTPStatus(self.status).phrase, "detail": self.detail, **self.more}
        return answer(body, self.status, "application/problem+json", self.headers)


def answer(
    body: Any, status: int = 200, media: str = "application/json", headers: dict[str, str] | None = None
) -> Response:
    """``body`` as JSON in ASCII (half a character of a headline survives it); NaN is refused, never written."""
    return Response(json.dumps(body, allow_nan=False).encode(), status, headers, media_type=media)
