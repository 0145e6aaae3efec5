from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.pages.read import decode_page, read_blocks

WORDS = "Größe zählt: café für 5 €"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(codec: str) -> None:
    assert decode_page(WORDS.encode(codec), charset="latin-1") == WORDS


@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "iso-8859-15", "koi8-r", "gb18030", "shift_jis"])
def test_the_page_says_its_charset(codec: str) -> None:
    text = f'<html><head><meta charset="{codec}"></head>' + {
        "koi8-r": "Мир",
        "gb18030": "新闻",
        "shift_jis": "日本",
    }.get(codec, WORDS)
    assert decode_page(text.encode(codec)) == text


def test_the_sender_comes_before_the_page_and_a_wrong_label_does_no_harm() -> None:
    assert decode_page("<meta charset=utf-8>Мир".encode("koi8-r"), charset="koi8-r").endswith("Мир")
    assert decode_page(b"<meta charset=iso-8859-1>" + WORDS.encode()).endswith(WORDS)
    assert decode_page(WORDS.encode(), charset="no-such-charset") == WORDS
    assert decode_page(b"<meta charset=utf-16>" + WORDS.encode()).endswith(WORDS)
    assert decode_page(b"<meta charset=base64>plain") == "<meta charset=base64>plain"


def test_without_a_word_it_is_utf8_or_else_windows_1252() -> None:
    assert decode_page(WORDS.encode("cp1252")) == WORDS
    assert decode_page(WORDS.encode() * 3 + b"\xff") == WORDS * 3 + "\ufffd"


def test_null_bytes_do_not_end_a_page() -> None:
    page = b"<html><body>\0<h2><a href='/a-story-of-one-night'>The\0 ferry is back in port</a></h2></body></html>"
    (block,) = read_blocks(page)
    assert block.headline.endswith("ferry is back in port")


@given(
    st.binary(max_size=400),
    st.sampled_from(["", "utf-8", "utf-16", "punycode", "idna", "rot13", "utf-7", "unicode_escape", "\0"]),
)
def test_any_bytes_decode(data: bytes, charset: str) -> None:
    assert isinstance(decode_page(data, charset), str)
