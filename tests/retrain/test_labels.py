from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from clf.desk.decisions import Judgement
from clf.retrain.labels import HALF_LIFE, held_back, resolve, text_key

ONE = Judgement("The mayor will shock you", "", "clickbait", "mia", 1000, 1)


def test_one_persons_last_word_counts() -> None:
    (label,) = resolve([ONE, replace(ONE, verdict="fine", at=2000)], {})
    assert (label.grade, label.votes, label.clickbait) == (0.0, 1, False)


def test_disagreement_counts_for_less_and_measures_nothing() -> None:
    agreed, parted = (
        resolve([ONE, replace(ONE, person="max", verdict=verdict)], {})[0] for verdict in ("clickbait", "fine")
    )
    assert (agreed.grade, agreed.weight) == (1.0, 2.0)
    assert (parted.grade, parted.clickbait) == (0.5, None)
    assert parted.weight < 0.3


def test_all_who_are_unsure_agree() -> None:
    (label,) = resolve([replace(ONE, verdict="unsure"), replace(ONE, verdict="unsure", person="max")], {})
    assert (label.grade, label.weight) == (0.5, 2.0)


def test_trust_and_age_weigh() -> None:
    old, new = replace(ONE, at=0), replace(ONE, headline="Another one", at=HALF_LIFE)
    assert [label.weight for label in resolve([old, new], {"mia": 0.5})] == [0.25, 0.5]
    parted = resolve([ONE, replace(ONE, person="max", verdict="fine")], {"max": 0.1})[0]
    assert parted.clickbait


def test_copies_of_a_text_count_once() -> None:
    flood = [replace(ONE, headline=f"{n} tricks: the MAYOR, will shock you!", at=n, item=n) for n in range(1, 500)]
    (label,) = resolve(flood, {})
    assert (label.weight, label.votes, len(label.items)) == (1.0, 1, 499)


def test_a_fifth_is_held_back_by_text() -> None:
    kept = [held_back(text_key(f"Headline about {word}")) for word in map(chr, range(0x4E00, 0x5E00))]
    assert 0.18 < sum(kept) / len(kept) < 0.22
    assert held_back(text_key("The Mayor")) == held_back(text_key("the mayor!"))


@given(st.text(max_size=40), st.text(max_size=40))
def test_keys_are_stable(a: str, b: str) -> None:
    assert text_key(a) == text_key(a.upper()) == text_key(f" {a} ")
    assert (text_key(a) == text_key(b)) or a != b


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from(["clickbait", "fine", "unsure"]),
            st.sampled_from(["x y", "z", "w v u"]),
            st.integers(0, 10**15),
        ),
        max_size=20,
    )
)
def test_labels_do_not_depend_on_the_order_of_reading(rows: list[tuple[str, str, str, int]]) -> None:
    found = [Judgement(text, "", verdict, person, at, n) for n, (person, verdict, text, at) in enumerate(rows)]
    distinct = {(j.person, j.headline, j.at): j for j in found}.values()
    one, other = (resolve(order, {}) for order in (list(distinct), list(distinct)[::-1]))
    assert {(la.headline, round(la.grade, 9), round(la.weight, 9)) for la in one} == {
        (la.headline, round(la.grade, 9), round(la.weight, 9)) for la in other
    }
    assert all(0 <= la.grade <= 1 and la.weight >= 0 for la in one)
