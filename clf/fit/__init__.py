"""What training and retraining share: corpora, vectorizer, solver, metrics."""

from __future__ import annotations

from clf.fit.corpora import OWN, SOURCES, WEBIS, Example, after_cut, own_folder
from clf.fit.metrics import bootstrap, ranking
from clf.fit.rows import Recipe, features
from clf.fit.solver import solve
from clf.fit.train import train
from clf.fit.vectorizer import HeadlineVectorizer

__all__ = [
    "OWN",
    "SOURCES",
    "WEBIS",
    "Example",
    "HeadlineVectorizer",
    "Recipe",
    "after_cut",
    "bootstrap",
    "features",
    "own_folder",
    "ranking",
    "solve",
    "train",
]
