"""Some hundred rows of headline and teaser for tests that compare ways of scoring: the same ones every time."""

from __future__ import annotations

import random
from pathlib import Path

from tests.strategies import MARKS, TRICKS, WORDS

LANGUAGES = Path(__file__).parent / "languages.tsv"
PLAIN = (
    "Council approves budget",
    "You will never guess what she did next",
    "Why you should never eat this fruit",
    "It's the one thing 9 in 10 doctors won't tell you",
    "Rain in the north, sun in the south",
    "17 killed in fire",
    '"Quoted", and with, commas',
    "=1+1",
    "tab\tin the middle",
    "two\nlines",
    "‘Curly’ – and “double” quotes…",
    "?!",
    "  blanks around it  ",
    "null",
    "NaN",
    "0",
    "🙂🙂🙂 wow",
    "ｆｕｌｌ ｗｉｄｔｈ ｓｅｃｒｅｔ",
    "sh0ck1ng s e c r e t",
    "ЅΗОϹКІΝG",
)
TEASERS = (None, "", " ", "What she saw...", "The mayor said “no” on Monday,\nand then left.", "Das ist es", "…", "🙂")


def varied(seed: int = 0) -> list[tuple[str, str | None]]:
    """Headlines, none of them blank, with their teasers: plain, tricky, very long, and in many languages."""
    rng = random.Random(seed)
    foreign = [line.split("\t")[1] for line in LANGUAGES.read_text(encoding="utf-8").splitlines()]
    pieces = [piece for piece in (*WORDS, *MARKS, *TRICKS, " ") if piece not in "\ud800\0"]  # which CSV cannot hold
    tricky = ["x" + "".join(rng.choices(pieces, k=rng.randint(1, 20))) for _ in range(100)]
    worded = [" ".join(rng.choices(WORDS, k=rng.randint(1, 14))) for _ in range(100)]
    long = [" ".join(rng.choices(WORDS, k=300)), "secret" * 300]
    headlines = [*PLAIN, *rng.sample(foreign, 60), *tricky, *worded, *long]
    rng.shuffle(headlines)
    return [(headline, rng.choice((*TEASERS, headline))) for headline in headlines]
