from __future__ import annotations

import re

from hypothesis import given

from clf.app.format import literal
from tests.strategies import texts

_ACTIVE = re.compile(r"(?<!\\)(?:\\\\)*[\[\]*_`<>#$~|{}:!]")


@given(texts)
def test_it_reads_as_the_text_on_one_line(text: str) -> None:
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", literal(text)).replace("\u2060", "")
    assert shown == " ".join(text.replace("\u2060", "").split()) or "\u2060" in text


@given(texts)
def test_nothing_that_markdown_acts_on_is_left(text: str) -> None:
    assert not _ACTIVE.search(literal(text))


def test_links_addresses_emoji_names_and_typed_arrows_are_broken_up() -> None:
    for text in ("https://example.com", "www.example.com", "me@example.com", ":smile:", "a -> b", "x >= y", "a -- b"):
        assert "\u2060" in literal(text)


def test_long_text_is_cut() -> None:
    assert literal("word " * 100, longest=9) == "word word…"
