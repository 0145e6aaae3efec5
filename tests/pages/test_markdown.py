from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clf.pages.read import Kind, kind_of, read_blocks
from tests.strategies import texts


def test_headlines_with_a_number_sign_are_lines() -> None:
    assert kind_of("Mayor resigns #lowmark\nFerry is back\n") is Kind.LINES


def test_a_long_page_is_read_in_parts() -> None:
    page = "".join(
        f"## [Ferry {n} is back in port](https://post.example/story/{n}-ferry)\n\nIt runs again from Monday.\n\n"
        for n in range(900)
    )
    blocks = read_blocks(page)
    assert len(page) > 60_000
    assert [(b.headline, b.teaser) for b in blocks] == [
        (f"Ferry {n} is back in port", "It runs again from Monday.") for n in range(900)
    ]


@given(
    st.lists(
        st.one_of(texts, st.sampled_from(["## ", "[", "](https://a.example/b)", "\n\n", "> ", "* ", "`"])), max_size=25
    )
)
def test_any_markdown_gives_blocks_and_never_fails(parts: list[str]) -> None:
    for block in read_blocks("# A page\n\n[Ferry is back](https://post.example/a)\n\n" + "".join(parts)):
        assert block.headline == " ".join(block.headline.split())
