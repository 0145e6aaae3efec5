from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clf.pages.read import Kind, kind_of, read_blocks
from tests.strategies import texts

PAGE = """Ferry line to Lowmark reopens after storm repairs

The ferry line between Lowmark and the islands reopened on Tuesday after three weeks of repairs. Harbour master Inge Tolle said that both piers had been inspected and that the winter timetable applies from now on.

Passengers had been carried by bus over the causeway since the storm. The company counted 14,000 passengers in that time. It will refund monthly tickets.

It was the longest closure in forty years, and we are glad that it is over,

- said the harbour master.

What passengers should know

Tickets bought before the storm stay valid until the end of April. Refunds are paid at the ticket office on the quay. Nobody has to show a receipt, the company said in its statement to the islanders.

Share this post:

You may also like
HERE

What the baker found in his oven surprised the whole street

The owner of a small bakery on Pell Street opened...

School board votes for later start of lessons

From September, lessons will begin at 8.45 am in all...

A famous skier hinted at her retirement

Fans of the three-time champion...
"""

rows = st.lists(st.one_of(texts, st.sampled_from(PAGE.splitlines()), st.just("")), max_size=20)


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(block.headline, block.teaser) for block in read_blocks(text)]


def test_an_article_and_the_box_under_it() -> None:
    headlines = [headline for headline, _ in _pairs(PAGE)]
    assert headlines == [
        "Ferry line to Lowmark reopens after storm repairs",
        "What the baker found in his oven surprised the whole street",
        "School board votes for later start of lessons",
        "A famous skier hinted at her retirement",
    ]
    teasers = [teaser for _, teaser in _pairs(PAGE)]
    assert teasers[0].startswith("The ferry line between Lowmark")
    assert teasers[1] == "The owner of a small bakery on Pell Street opened..."


def test_without_blank_lines_and_with_other_line_ends() -> None:
    squeezed = "\r\n".join(line for line in PAGE.splitlines() if line)
    assert _pairs(squeezed) == _pairs(PAGE)


def test_bullets_and_numbers_in_front_are_dropped_but_lists_keep_theirs() -> None:
    text = "1. Mayor opens the new bridge\n2) Ten bridges you must see\n• 10 bridges that will move you\n"
    assert [h for h, _ in _pairs(text)] == [
        "Mayor opens the new bridge",
        "Ten bridges you must see",
        "10 bridges that will move you",
    ]


def test_dates_and_bylines_are_passed_over() -> None:
    text = "Mayor opens the new bridge\n12 March 2026, 14:30\nThe bridge over the Lyn was opened...\n\nBy Ann Lee\n\nBakers strike for a day\n"
    assert _pairs(text) == [
        ("Mayor opens the new bridge", "The bridge over the Lyn was opened..."),
        ("Bakers strike for a day", ""),
    ]


def test_one_headline_a_line() -> None:
    text = "Mayor opens the new bridge\nBakers strike for a day\nWhy you should never eat this?\n"
    assert kind_of(text) is Kind.LINES
    assert len(read_blocks(text)) == 3


def test_a_single_line_is_a_headline_whatever_it_looks_like() -> None:
    assert _pairs("ok") == [("ok", "")]


def test_repeats_are_given_once_with_the_teaser() -> None:
    text = "Mayor opens the bridge\n\nBakers strike for a day\n\nMAYOR opens the bridge\n\nThe bridge was opened...\n"
    assert _pairs(text) == [("Mayor opens the bridge", "The bridge was opened..."), ("Bakers strike for a day", "")]


@given(rows)
def test_any_text_gives_blocks_of_its_own_lines_in_order(lines: list[str]) -> None:
    text = "\n".join(lines)
    if kind_of(text) is Kind.HTML:
        return
    whole = " ".join(text.replace("\ufeff", "").split())
    blocks = read_blocks(text, source="here")
    assert [block.position for block in blocks] == list(range(len(blocks)))
    for block in blocks:
        assert block.headline
        assert block.headline in whole
        assert block.teaser in whole
        assert block.source == "here"
    assert len({block.headline.casefold() for block in blocks}) == len(blocks)
