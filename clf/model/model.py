"""What `import clf` offers: a model that scores and explains."""

from __future__ import annotations

import math
from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from clf.model.explain import explain, probability_without
from clf.model.live import find_model
from clf.model.operating import apply
from clf.model.scorer import Scorer, as_block
from clf.policy import Policy, read_policy
from clf.types import Band, Explanation, HeadlineBlock, Notice, Score, Span, Thresholds


class Model(Scorer):
    """A trained model: `score` many blocks, `explain` one.

    >>> model = load()
    >>> explanation = model.explain("This one trick will change your life")
    >>> total = explanation.intercept + sum(p.contribution for p in explanation.words + explanation.cues)
    >>> abs(total - explanation.log_odds) < 1e-6
    True
    """

    def score(self, items: Iterable[str | HeadlineBlock], *, any_language: bool = True) -> list[Score]:
        """Scores of ``items``, in their order.

        Unless ``any_language``, those in a language that the model was not trained for are not scored: their band
        says so and their numbers are NaN. Disguised ones are scored, as tricks hide the language too. The
        command line and the web page ask for that; it costs a few microseconds a block.

        >>> load().score(["Der Stadtrat beschließt den Haushalt"], any_language=False)[0].band.value
        'unsupported language'
        """
        blocks = [as_block(item) for item in items]
        scores = super().score(blocks)
        if any_language:
            return scores
        from clf.language import is_supported

        return [
            score
            if Notice.DISGUISED in score.notices or is_supported(block)
            else replace(score, probability=math.nan, strength=math.nan, band=Band.UNSUPPORTED)
            for block, score in zip(blocks, scores, strict=True)
        ]

    def explain(self, item: str | HeadlineBlock, *, what_ifs: bool = True) -> Explanation:
        """Why ``item`` gets its score, with contributions that add up to its log-odds; ``what_ifs`` may be left out."""
        return explain(self, item, what_ifs=what_ifs)

    def probability_without(self, item: str | HeadlineBlock, span: Span) -> float:
        """The exact probability of ``item`` without the characters of ``span``."""
        return probability_without(self, item, span)

    def with_policy(self, policy: Policy | str | Path) -> Self:
        """This model with the bands that ``policy``, or the file it names, asks for.

        The model itself is not changed. Raises `clf.errors.PolicyError`.
        """
        asked = policy if isinstance(policy, Policy) else read_policy(Path(policy))
        changed = copy(self)
        changed.calibration = replace(self.calibration, thresholds=apply(asked, self.thresholds, self.folder.operating))
        return changed

    @property
    def info(self) -> dict[str, Any]:
        """What `model.json` says: calibration, cues, how it was trained."""
        return self.folder.info

    @property
    def thresholds(self) -> Thresholds:
        """The probabilities that part the bands; `Thresholds.band` tells the band of one."""
        return self.calibration.thresholds

    def card(self) -> str:
        """The model card, Markdown."""
        return self.folder.card


def load(path: str | Path | None = None) -> Model:
    """The live model (`clf.registry`; the shipped one until another is promoted), or the one that ``path`` names.

    That is a folder, an id of the registry, or ``shipped``. Raises `clf.errors.ModelError`.
    """
    return Model.load(find_model(path))
