"""The HTTP service."""

from __future__ import annotations

from clf.serve.app import make_app
from clf.serve.connection import Connection
from clf.serve.holder import Holder
from clf.serve.limits import Limits

__all__ = ["Connection", "Holder", "Limits", "make_app"]
