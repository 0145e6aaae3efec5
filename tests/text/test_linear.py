"""Folding, language, scoring and explaining take time that grows with the length of a text, whatever it is made of."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise

import pytest

from clf.language.check import is_supported
from clf.model.model import Model
from clf.text.fold import fold
from clf.types import MAX_LENGTH, HeadlineBlock, Notice

ALPHABETS = (
    "a b ",
    "a.b.",
    "a-",
    "a_",
    "a  b ",
    "s🔥",
    "th is ",
    "wh-at ",
    "e\u0301",
    "e\u0301\u0323\u0336",
    "\u0301",
    "\u200b",
    "a\u200b",
    "\u200b\u0301",
    "a\u00ad",
    "\ufdfa",
    "&amp;",
    "&#97;",
    "&#38",
    "&",
    "&amp;lt;",
    "&#59",
    "\u202ea\u202d",
    "\u202eab\u202c",
    "\u2067",
    "\u2069",
    "ʏ",
    "ǝɥ ",
    "Ꭲ",
    "Ꭲa ",
    "аb ",
    "0a",
    "7h15 ",
    "$a",
    ".",
    "(",
    " ",
    "\u200a",
    "a\u200ab ",
    "ə",
    "é",
    "béliéve ",
    "❤️",
    "👩\u200d💻",
)
SIZES = (250, 500, 1000, 2000)
MAX_GROWTH = 3.0  # for twice the length; a quadratic one is 4 in the end
FLOOR = 0.004  # seconds that count as nothing


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of ``work``: the least of three runs."""
    found = []
    for _ in range(3):
        begin = time.process_time()
        work()
        found.append(time.process_time() - begin)
    return min(found)


@pytest.mark.parametrize("letters", ALPHABETS, ids=ascii)
def test_time_grows_with_length(model: Model, letters: str) -> None:
    works: dict[str, Callable[[str], object]] = {
        "fold": fold,
        "language": lambda text: is_supported(HeadlineBlock(text)),
        "score": lambda text: model.score([HeadlineBlock(text, text)]),
        "explain": lambda text: model.explain(HeadlineBlock(text, text), what_ifs=False),
    }
    for name, work in works.items():
        work(letters)
        taken = [float("inf")] * len(SIZES)
        for _ in range(5):  # a busy machine may slow one measurement down, but not each
            again = [cpu(partial(work, (letters * size)[:size])) for size in SIZES]
            taken = list(map(min, taken, again))
            if all(after <= FLOOR + MAX_GROWTH * before for before, after in pairwise(taken)):
                break
        else:
            pytest.fail(f"{name} takes {taken} seconds at doubling sizes")


@pytest.mark.parametrize("letters", ["a b ", "\ufdfa", "plain words ", "&amp;", "日"])
def test_what_is_too_long_is_cut_and_that_is_stated(model: Model, letters: str) -> None:
    whole = (letters * MAX_LENGTH)[:MAX_LENGTH]
    longer = whole + "You will never believe what follows " * 100
    assert fold(longer) == fold(whole)
    (short, long) = model.score([whole, longer])
    assert Notice.CUT in long.notices
    assert (long.probability, long.band) == (short.probability, short.band)
    assert any("what follows was not read" in reason.text for reason in model.explain(longer).reasons)
