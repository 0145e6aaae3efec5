"""Headlines with judgements, read from corpora as their publishers released them.

None of them is part of clf but its own (`data/headlines`): each of the others is read from a folder the user
names. `SOURCES` says where each is to be had, its licence and how to cite it.

The time split of Webis-17 that figures are given for.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from clf.errors import CorpusError
from clf.paths import package_data
from clf.text import fold

_URL = re.compile(r"https?://\S+|\bt\.co/\S+|pic\.twitter\.com/\S+")
_TWITTER_EPOCH_MS = 1288834974657


@dataclass(frozen=True, slots=True)
class Example:
    """A headline block with what raters, or its publisher, made of it.

    ``grade`` is the mean judgement (0 to 1), ``clickbait`` the majority's; ``time`` is in milliseconds since
    1970, 0 where unknown; ``title`` is that of the article a post announces; ``genre`` and ``hard`` are known for
    the own corpus only, ``judgements``, each rater's own, for Webis-17 only.
    """

    headline: str
    teaser: str
    grade: float
    clickbait: bool
    time: int = 0
    genre: str = ""
    hard: str = ""
    title: str = ""
    judgements: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus: its ``folder`` and ``files`` under the folder of corpora, and what must be known to use it."""

    name: str
    title: str
    folder: str
    files: tuple[str, ...]
    graded: bool
    licence: str
    use: str
    where: str
    citation: str
    reader: Callable[[Path], Iterator[Example]]

    def present(self, corpora: Path) -> bool:
        """Whether all its files lie under ``corpora``."""
        return all((corpora / self.folder / name).is_file() for name in self.files)

    def read(self, corpora: Path) -> list[Example]:
        """All its examples, without empty headlines.

        Raises `CorpusError` where a file is missing or not as published.
        """
        folder = corpora / self.folder
        try:
            examples = [example for example in self.reader(folder) if example.headline]
        except FileNotFoundError as error:
            missing = f"{self.title}: no file {error.filename}"
            raise CorpusError(f"{missing}: see `clf data list` for where to get it") from None
        except (OSError, EOFError, ValueError, KeyError, TypeError, csv.Error) as error:
            problem = f"{self.title} in {folder}: not as published ({str(error)[:200]})"
            raise CorpusError(f"{problem}: get it again") from None
        if not examples:
            raise CorpusError(f"{self.title} in {folder}: holds no headlines: get it again")
        return examples


def clean(text: str | None) -> str:
    """``text`` without links and HTML entities.

    >>> clean("Q&amp;A with the mayor https://t.co/x1")
    'Q&A with the mayor'
    """
    return " ".join(html.unescape(_URL.sub("", text or "")).split())


def _open(path: Path) -> io.TextIOBase:
    return gzip.open(path, "rt", encoding="utf-8", newline="")


def _read_webis(folder: Path) -> Iterator[Example]:
    with _open(folder / "train-170630.jsonl.gz") as file:
        for line in file:
            row = json.loads(line)
            judgements = row["truthJudgments"]
            # The class as published; it is the median of the judgements, not their mean.
            clickbait = row["truthClass"] == "clickbait" if "truthClass" in row else median(judgements) > 0.5
            time = (int(row["id"]) >> 22) + _TWITTER_EPOCH_MS
            title = clean(row.get("targetTitle"))
            yield Example(
                clean(row["postText_ascii"]),
                "",
                fmean(judgements),
                clickbait,
                time,
                title=title,
                judgements=tuple(map(float, judgements)),
            )


def _read_chakraborty(folder: Path) -> Iterator[Example]:
    for name, clickbait in (("clickbait_data.gz", True), ("non_clickbait_data.gz", False)):
        with _open(folder / name) as file:
            for line in file:
                yield Example(clean(line), "", float(clickbait), clickbait)


def _read_salerno(folder: Path) -> Iterator[Example]:
    with _open(folder / "headlines.csv.gz") as file:
        seen = set()
        for row in csv.DictReader(file):
            text, clickbait = clean(row["text"]), int(row["class"]) == 1
            if text.lower() not in seen:
                seen.add(text.lower())
                yield Example(text, "", float(clickbait), clickbait)


def _read_webis_22(folder: Path) -> Iterator[Example]:
    with _open(folder / "posts.partial.jsonl.gz") as file:
        for line in file:
            yield Example(clean(json.loads(line)["postText"]), "", 1.0, True)


def _read_own(folder: Path) -> Iterator[Example]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                grade = float(row["grade"])
                yield Example(row["headline"], row["teaser"], grade, grade >= 0.5, 0, path.stem, row["hard"])


def own_folder() -> Path:
    """The folder of clf's own data: `headlines` in it is the corpus."""
    return package_data("headlines").parent


WEBIS = Source(
    "webis-17",
    "Webis Clickbait Corpus 2017",
    "webis-clickbait-17",
    ("train-170630.jsonl.gz",),
    True,
    "CC BY 4.0",
    "train, evaluate",
    "https://doi.org/10.5281/zenodo.5530410",
    "Potthast, Gollub, Komlossy et al.: Crowdsourcing a Large Corpus of Clickbait on Twitter. COLING 2018",
    _read_webis,
)
CHAKRABORTY = Source(
    "chakraborty-16",
    "Chakraborty headlines 2016",
    "chakraborty-2016",
    ("clickbait_data.gz", "non_clickbait_data.gz"),
    False,
    "MIT",
    "train, evaluate",
    "https://github.com/bhargaviparanjape/clickbait",
    "Chakraborty, Paranjape, Kakarla, Ganguly: Stop Clickbait: Detecting and Preventing Clickbaits in Online "
    "News Media. ASONAM 2016",
    _read_chakraborty,
)
SALERNO = Source(
    "salerno-19-20",
    "Salerno headlines 2019-2020",
    "salerno-2019-2020",
    ("headlines.csv.gz",),
    False,
    "none stated",
    "evaluate",
    "a public student project",
    "cite as: Salerno headlines 2019-2020",
    _read_salerno,
)
WEBIS_22 = Source(
    "webis-22",
    "Webis Clickbait Spoiling Corpus 2022",
    "webis-clickbait-22",
    ("posts.partial.jsonl.gz",),
    False,
    "none found",
    "evaluate",
    "https://doi.org/10.5281/zenodo.6362726",
    "Hagen, Fröbe, Jurk, Potthast: Clickbait Spoiling via Question Answering and Passage Retrieval. ACL 2022",
    _read_webis_22,
)
OWN = Source(
    "own",
    "clf's own headline blocks",
    "headlines",
    (),
    True,
    "MIT",
    "train, evaluate",
    "in this repository: data/headlines",
    "clf: data/README.md",
    _read_own,
)
SOURCES = (WEBIS, CHAKRABORTY, SALERNO, WEBIS_22, OWN)


CUT = 1490898600000
"""2017-03-30 18:30 UTC, in milliseconds since 1970: later posts are for measuring only."""


def before_cut(examples: Sequence[Example]) -> list[Example]:
    """The training part."""
    return [e for e in examples if e.time < CUT]


def after_cut(examples: Sequence[Example]) -> list[Example]:
    """The test part, without texts that occur in the training part too."""
    seen = {fold(e.headline).text for e in before_cut(examples)}
    return [e for e in examples if e.time >= CUT and fold(e.headline).text not in seen]
