"""The model card, generated with every model."""

from __future__ import annotations

from typing import Any

_CARD = """# {id}

A linear model of how headlines are written, for clf. It gives the chance that a
majority of five human raters would call a headline block clickbait, and the mean judgement they would give. It
does not decide whether a story is true.

## Made from
{corpora}

Graded judgements are fitted as soft labels by logistic regression with a ridge penalty. A small transformer
fine-tuned on the rated headlines adds what it makes of them, of the titles of their articles and of the headlines of
corpora labelled by publisher, whose own labels are not used. Each corpus has its own intercept, so that a corpus's
share of clickbait is not learned. Calibrated on headlines of *{anchor}*, each scored by a model that had not seen it.

## Features
{ngrams:,} n-grams (words 1-3, characters 2-5 within words) and {cues} named cues, of folded text: capitals,
invisible characters and a trailing cut change nothing, look-alike letters next to nothing. A teaser's words count
{teaser_share:g} times a headline's.

## Bands
- **clickbait** from probability {clickbait:.3f}: chosen so that {precision:.0%} of the headlines in it are clickbait;
  {clickbait_share:.1%} of held-out headlines are in it.
- **fine** below {fine:.3f}: chosen so that {negative_precision:.0%} of the headlines in it are not clickbait even on a
  page where {fine_prevalence:.0%} of all are; {fine_share:.1%} of held-out headlines are in it.
- **unsure** between them: {unsure_share:.1%}.

## Meant for
Helping a moderator look first at what deserves a look, with the reasons in view. English headlines.

## Not meant for
Deciding without a person; judging an outlet, an author or a story; telling true from false; other languages.
The raters of the public corpora were US crowd workers, and its headlines come from US publishers of 2016-2017.
"""


def write_card(
    training: dict[str, Any], calibration: dict[str, float], ngrams: int, cues: int, teaser_share: float
) -> str:
    """Markdown of the card; ``{id}`` is left for the folder's writer to fill in."""
    corpora = "\n".join(
        f"- {c['title']}: {c['rows']:,} headlines, {c['role']}. Licence: {c['licence']}. {c['citation']}."
        for c in training["corpora"]
    )
    return _CARD.format(
        id="{id}", corpora=corpora, anchor=training["corpora"][0]["title"], ngrams=ngrams, cues=cues,
        teaser_share=teaser_share, **calibration, **training["bands"],
    )  # fmt: skip
