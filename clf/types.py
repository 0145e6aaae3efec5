"""The nouns: what is scored, what comes back, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Field = Literal["headline", "teaser"]
MAX_REASONS = 5  # shown beside a score
MAX_LENGTH = 2000
"""Characters of a headline, and of a teaser, that are read; what follows changes no score and no reason."""


class Band(StrEnum):
    """Where a score falls between the two thresholds stored in the model; or that there is none, for the language."""

    CLICKBAIT = "clickbait"
    UNSURE = "unsure"
    FINE = "fine"
    UNSUPPORTED = "unsupported language"

    @property
    def code(self) -> int:
        """Its position among the bands, for arrays."""
        return list(Band).index(self)


class Notice(StrEnum):
    """What a person should know about a score besides its number."""

    CUT = "cut"
    """The headline or the teaser is longer than `MAX_LENGTH`, or folds to more: what follows was not read."""
    DISGUISED = "disguised"
    """Tricks with letters had to be undone before it could be read: it is never `Band.FINE`."""


class _Json:
    """Mixin for the frozen dataclasses below: a plain ``dict`` of JSON types."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The same content as nested dicts, lists, strings and numbers."""
        return asdict(self)  # type: ignore[call-overload, no-any-return]


@dataclass(frozen=True, slots=True)
class Thresholds(_Json):
    """The two probabilities that part the bands: clickbait from ``clickbait`` up, fine below ``fine``.

    Raises `ValueError` unless 0 <= fine <= clickbait <= 1.
    """

    clickbait: float
    fine: float

    def __post_init__(self) -> None:
        if not 0 <= self.fine <= self.clickbait <= 1:
            raise ValueError(f"thresholds must be 0 <= fine <= clickbait <= 1, found {self.fine} and {self.clickbait}")

    def band(self, probability: float, notices: Collection[Notice] = ()) -> Band:
        """The band of one probability. A disguised block is never fine: a person should look at it.

        >>> thresholds = Thresholds(clickbait=0.7, fine=0.2)
        >>> thresholds.band(0.1).value, thresholds.band(0.1, [Notice.DISGUISED]).value
        ('fine', 'unsure')
        """
        if probability >= self.clickbait:
            return Band.CLICKBAIT
        return Band.FINE if probability < self.fine and Notice.DISGUISED not in notices else Band.UNSURE

    def band_codes(
        self, probability: NDArray[np.float64], disguised: NDArray[np.bool_] | bool = False
    ) -> NDArray[np.int8]:
        """`band` of each probability, as its `Band.code`, shape (n,); ``disguised`` marks blocks with that notice."""
        import numpy as np

        codes = np.full(len(probability), Band.UNSURE.code, np.int8)
        codes[(probability < self.fine) & ~np.asarray(disguised, np.bool_)] = Band.FINE.code
        codes[probability >= self.clickbait] = Band.CLICKBAIT.code
        return codes


@dataclass(frozen=True, slots=True)
class HeadlineBlock(_Json):
    """A headline with the teaser under it, as a front page or a "More like this" box shows it.

    ``url`` and ``source`` (the file, address or outlet it was read from) are empty where unknown;
    ``position`` counts the blocks of one source from 0. ``section`` is the label it stood under ("Most read"),
    ``sponsored`` whether the page marks it as promoted, ``found`` how it was found ("article", "card", "feed", ...).

    >>> HeadlineBlock("Council approves budget").to_dict()["teaser"]
    ''
    """

    headline: str
    teaser: str = ""
    url: str = ""
    source: str = ""
    position: int = 0
    section: str = ""
    sponsored: bool = False
    found: str = ""


@dataclass(frozen=True, slots=True)
class Score(_Json):
    """How much a block is written like clickbait. It says nothing about whether the story is true.

    ``probability``: chance that a majority of five human raters would call it clickbait (calibrated).
    ``strength``: expected mean judgement of those raters, 0 (not at all) to 1 (heavily).
    Both are NaN in the band of unsupported languages: the model knows nothing of them.
    ``model``: id of the model that made the score.
    ``notices``: what else to know; the band of a disguised block is at least unsure, whatever its probability.
    """

    probability: float
    strength: float
    band: Band
    model: str
    notices: tuple[Notice, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The same content as a dict, with a list of notices."""
        return {**asdict(self), "notices": [*self.notices]}


@dataclass(frozen=True, slots=True)
class Span(_Json):
    """Characters ``start`` to ``end`` (exclusive) of the original headline or teaser."""

    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WordPart(_Json):
    """What one word (or punctuation mark) adds to the log-odds, by itself and through its phrases."""

    text: str
    span: Span
    contribution: float


@dataclass(frozen=True, slots=True)
class CuePart(_Json):
    """What a named cue adds to the log-odds, and the characters that set it off."""

    cue: str
    title: str
    contribution: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Reason(_Json):
    """One sentence a moderator can read, with the log-odds it stands for (0 for a mere notice)."""

    text: str
    contribution: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class WhatIf(_Json):
    """The exact probability if the words at ``span`` had not been there."""

    text: str
    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Explanation(_Json):
    """Why a block got its score, exactly.

    ``intercept`` and the contributions of ``words`` and ``cues`` add up to ``log_odds``, and
    ``1 / (1 + exp(-log_odds))`` is ``score.probability``. Contributions are in log-odds (natural
    logarithm): positive pushes towards clickbait. ``reasons`` are strongest first.
    """

    block: HeadlineBlock
    score: Score
    log_odds: float
    intercept: float
    words: tuple[WordPart, ...]
    cues: tuple[CuePart, ...]
    reasons: tuple[Reason, ...]
    what_ifs: tuple[WhatIf, ...]
