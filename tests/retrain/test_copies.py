from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clf.desk.decisions import Judgement
from clf.retrain.labels import originals, resolve

LONG = "The harbour board will decide on Monday whether the old ferry terminal is to be torn down"
texts = st.lists(st.text(st.sampled_from("abc xyz"), max_size=30), max_size=12)


def test_near_copies_are_found_and_other_texts_are_not() -> None:
    found = originals([LONG, f"{LONG} - Daily Quay", LONG.replace("torn", "tom"), LONG[::-1], "", ""])
    assert found == [0, 0, 0, 3, 4, 5]


def test_a_flood_of_near_copies_weighs_as_one_and_is_held_back_as_one() -> None:
    ends = [f"{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(300)]
    flood = [Judgement(f"{LONG} {end}", "", "clickbait", "bot", n, n) for n, end in enumerate(ends)]
    labels = resolve(flood, {})
    assert len(labels) == 300
    assert sum(label.weight for label in labels) < 1.01
    assert len({label.held_back for label in labels}) == 1


@given(texts)
def test_an_original_is_earlier_and_its_own(found: list[str]) -> None:
    places = originals(found)
    assert all(place <= n and places[place] == place for n, place in enumerate(places))
    assert originals(found[:5]) == places[:5]  # what comes later changes nothing
