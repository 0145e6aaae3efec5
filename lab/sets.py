"""The corpora of an evaluation, split so that no text is on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clf.errors import CorpusError
from clf.fit import OWN, WEBIS, Example, after_cut, own_folder
from clf.fit.corpora import CHAKRABORTY, SALERNO, WEBIS_22, Source, before_cut
from clf.text import fold

Graded = Mapping[str, Sequence[Example]]


@dataclass(frozen=True)
class Corpora:
    """What was found; a corpus that is not there is empty, but for Webis-17, which must be."""

    webis_train: list[Example]
    webis_test: list[Example]
    own: list[Example]
    chakraborty: list[Example]
    salerno: list[Example]
    webis_22: list[Example]

    def training(self, names: Iterable[str], titles: bool) -> tuple[dict[str, list[Example]], list[Example]]:
        """The graded corpora among ``names`` that a fit takes, and the corpus labelled by publisher.

        Without ``titles``, the titles of articles are left out, as they are only read where a teacher labelled them.
        """
        webis = self.webis_train if titles else [replace(e, title="") for e in self.webis_train]
        graded = {WEBIS.name: webis, OWN.name: self.own}
        names = set(names)
        return (
            {name: rows for name, rows in graded.items() if name in names and rows},
            self.chakraborty if CHAKRABORTY.name in names else [],
        )


def load(folder: Path) -> Corpora:
    """Read every corpus found under ``folder``, and clf's own; raises `CorpusError` if Webis-17 is not there."""
    if not WEBIS.present(folder):
        raise CorpusError(f"{WEBIS.title} is not under {folder}: see `clf data list` for where to get it")

    def found(source: Source) -> list[Example]:
        return source.read(folder) if source.present(folder) else []

    webis = WEBIS.read(folder)
    return Corpora(
        before_cut(webis), after_cut(webis), OWN.read(own_folder()), found(CHAKRABORTY), found(SALERNO), found(WEBIS_22)
    )


def unseen(examples: Sequence[Example], training: Iterable[Example]) -> list[Example]:
    """Those of ``examples`` whose folded text does not occur in ``training``, as a headline or an article's title."""
    seen = {fold(text).text for e in training for text in (e.headline, e.title) if text}
    return [e for e in examples if fold(e.headline).text not in seen]
