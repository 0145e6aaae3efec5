"""What may be a headline."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Candidate:
    """The place of its element, its words, where it leads, and how strongly it is marked."""

    place: int
    text: str
    url: str
    key: str
    marked: bool  # a heading, or named a headline
    found: str
    teaser: str = ""
    inside: bool = False  # whether the teaser stands in the link
