"""Whether a headline is in a language that the model knows."""

from __future__ import annotations

from clf.language.check import is_supported, supported

__all__ = ["is_supported", "supported"]
