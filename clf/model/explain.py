"""Why a block got its score: contributions that add up, reasons in plain words, and exact what-ifs.

A linear model's score is a sum, so nothing here is estimated. An n-gram's product of weight and value is shared
equally among the words it spans; a cue's goes to the cue.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from clf.model.calibration import sigmoid
from clf.model.scorer import Scorer, as_block
from clf.text import CUT, Folded, fold, is_blank, notice_bits, pack_folded
from clf.types import MAX_LENGTH, CuePart, Explanation, Field, HeadlineBlock, Reason, Span, WhatIf, WordPart

LEAST = 0.05  # log-odds that are worth a sentence
MOST_WORDS, MOST_WHAT_IFS = 3, 8
_DISGUISES = {
    "entity": "writes letters as HTML entities",
    "direction": "is written backwards under a direction override",
    "invisible": "hides invisible characters inside a word",
    "soft hyphen": "hides soft hyphens inside words",
    "selector": "hides variation selectors behind letters",
    "styled": "is set in letters that only look like letters (mathematical, full-width or circled)",
    "small capital": "is set in small capitals that are letters of their own",
    "upside down": "is set in upside-down letters",
    "phonetic": "is set in phonetic letters that look like plain ones",
    "accent": "puts accents on the letters of English words",
    "mark": "puts combining marks on letters",
    "narrow space": "puts narrow spaces inside words",
    "symbols": "puts emoji inside words",
    "spaced": "spreads out the letters of a word with spaces",
    "spaces": "puts spaces inside words",
    "dots": "puts dots between the letters of words",
    "hyphens": "puts hyphens between the letters of words",
    "underscores": "puts underscores between letters or words",
    "marks": "puts marks between the letters of words",
    "leetspeak": "writes digits or signs for letters",
    "lookalike": "mixes in letters of another alphabet that look the same",
}


@dataclass
class _Parts:
    words: list[WordPart] = field(default_factory=list)
    cues: dict[int, tuple[float, list[Span]]] = field(default_factory=dict)
    disguises: dict[str, list[Span]] = field(default_factory=dict)
    cut: list[Field] = field(default_factory=list)


def explain(scorer: Scorer, item: str | HeadlineBlock, *, what_ifs: bool = True) -> Explanation:
    """Explain the score of ``item``; see `clf.types.Explanation` for what adds up to what.

    Where many are explained and nobody asks for them, leaving ``what_ifs`` out saves a third of the time.
    """
    block = as_block(item)
    parts = _Parts()
    _add_field(parts, scorer, "headline", block.headline, 1.0)
    intercept = scorer.linear.intercept
    if not is_blank(block.teaser):
        _add_field(parts, scorer, "teaser", block.teaser, scorer.linear.teaser_share)
        intercept += scorer.linear.teaser_intercept
    names = scorer.folder.info["cues"]
    cues = [
        CuePart(names[i]["name"], names[i]["title"], value, tuple(spans)) for i, (value, spans) in parts.cues.items()
    ]
    cues.sort(key=lambda part: -abs(part.contribution))
    log_odds, bits = scorer.with_notices([block])
    return Explanation(
        block=block,
        score=scorer.scores_of(log_odds, bits)[0],
        log_odds=float(log_odds[0]),
        intercept=intercept,
        words=tuple(parts.words),
        cues=tuple(cues),
        reasons=tuple(_reasons(block, parts, names)),
        what_ifs=tuple(_what_ifs(scorer, block, parts)) if what_ifs else (),
    )


def probability_without(scorer: Scorer, item: str | HeadlineBlock, span: Span) -> float:
    """The probability of ``item`` if the characters of ``span`` had not been there.

    >>> model = Scorer.load()
    >>> probability_without(model, "Shocking: council meets", Span("headline", 0, 9)) < 1
    True
    """
    return float(sigmoid(scorer.log_odds([_without(as_block(item), span)]))[0])


def _without(block: HeadlineBlock, span: Span) -> HeadlineBlock:
    text = block.headline if span.field == "headline" else block.teaser
    kept = f"{text[: span.start].rstrip()} {text[span.end :].lstrip()}".strip()
    return replace(block, headline=kept) if span.field == "headline" else replace(block, teaser=kept)


def _add_field(parts: _Parts, scorer: Scorer, name: Field, text: str, share: float) -> None:
    folded = fold(text)
    found = scorer.linear.locate(pack_folded(folded.text))
    (column, first, last, value), (starts, ends), phrases, styles = found
    products = share * scorer.linear.weights[column].astype(np.float64) * value
    each = products / (last - first + 1)
    total = np.zeros(len(starts))
    for reach in range(int((last - first).max()) + 1 if len(column) else 0):
        inside = first + reach <= last
        np.add.at(total, first[inside] + reach, each[inside])
    words = []
    for start, end, contribution in zip(starts.tolist(), ends.tolist(), total.tolist(), strict=True):
        span = _span(name, folded, start, end)
        words.append(WordPart(text[span.start : span.end], span, contribution))
    parts.words += sorted(words, key=lambda part: part.span.start)  # text that was written backwards is turned round
    weights = scorer.linear.style_weights if name == "headline" else scorer.linear.teaser_style_weights
    _add_cues(parts, name, folded, phrases, scorer.linear.phrase_weights * share, 0)
    _add_cues(parts, name, folded, styles, weights * share, len(scorer.linear.phrase_weights))
    if notice_bits(text, folded) & CUT:
        parts.cut.append(name)
    for disguise in folded.disguises:
        parts.disguises.setdefault(disguise.kind, []).append(Span(name, disguise.start, disguise.end))


def _add_cues(parts: _Parts, name: Field, folded: Folded, marks, weights, offset: int) -> None:  # type: ignore[no-untyped-def]
    spans: dict[int, list[Span]] = {}
    for mask, start, end in zip(*(part.tolist() for part in marks), strict=True):
        span = _span(name, folded, start, end)
        for bit in range(len(weights)):
            if mask >> bit & 1:
                spans.setdefault(bit, []).append(span)
    for bit, found in spans.items():
        if weights[bit]:
            before, earlier = parts.cues.get(offset + bit, (0.0, []))
            parts.cues[offset + bit] = (before + float(weights[bit]), earlier + found)


def _span(name: Field, folded: Folded, start: int, end: int) -> Span:
    return Span(name, *folded.original_span(start, end))


def _text(block: HeadlineBlock, span: Span) -> str:
    return (block.headline if span.field == "headline" else block.teaser)[span.start : span.end]


def _reasons(block: HeadlineBlock, parts: _Parts, names: list[dict[str, str]]) -> list[Reason]:
    found = [
        Reason(f"{_subject(spans)} {_DISGUISES[kind]}", 0.0, tuple(spans)) for kind, spans in parts.disguises.items()
    ]
    found += [
        Reason(f"The {name} is longer than {MAX_LENGTH:,} characters: what follows was not read", 0.0, ())
        for name in parts.cut
    ]
    told = []
    for i, (value, spans) in parts.cues.items():
        if abs(value) >= LEAST:
            told.append(Reason(f"{_subject(spans)} {names[i]['reason']}{_quoted(block, spans)}", value, tuple(spans)))
    words = sorted(parts.words, key=lambda part: -abs(part.contribution))
    for part in words[:MOST_WORDS]:
        if abs(part.contribution) >= LEAST and any(c.isalnum() for c in part.text):
            kind = "clickbait" if part.contribution > 0 else "plain news"
            told.append(Reason(f"“{part.text}” is wording usual in {kind}", part.contribution, (part.span,)))
    return found + sorted(told, key=lambda reason: -abs(reason.contribution))


def _subject(spans: list[Span]) -> str:
    return "The teaser" if spans and all(span.field == "teaser" for span in spans) else "The headline"


def _quoted(block: HeadlineBlock, spans: list[Span]) -> str:
    """The words that set a cue off, unless they are the whole headline or a mere mark."""
    texts = dict.fromkeys(_text(block, s) for s in spans if s.end - s.start < len(block.headline) * 0.8)
    shown = [f"“{text}”" for text in texts if any(c.isalnum() for c in text)][:3]
    return f": {', '.join(shown)}" if shown else ""


def _what_ifs(scorer: Scorer, block: HeadlineBlock, parts: _Parts) -> list[WhatIf]:
    weight: dict[Span, float] = {part.span: abs(part.contribution) for part in parts.words}
    for value, spans in parts.cues.values():
        for span in spans:
            if _text(block, span) != block.headline.strip():
                weight[span] = max(abs(value), weight.get(span, 0.0))
    strongest = sorted(weight, key=lambda span: -weight[span])[:MOST_WHAT_IFS]
    if not strongest:
        return []
    base, *others = sigmoid(scorer.log_odds([block, *(_without(block, span) for span in strongest)])).tolist()
    told = [WhatIf(_text(block, span), span, p) for span, p in zip(strongest, others, strict=True)]
    return sorted(told, key=lambda what_if: -abs(what_if.probability - base))
