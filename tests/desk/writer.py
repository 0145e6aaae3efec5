"""A moderator as a program of its own: claims, decides, and prints each decision once the store has acknowledged it."""

from __future__ import annotations

import sys

from clf.desk.decisions import Verdict, decide
from clf.desk.queue import claim_next
from clf.desk.store import open_desk
from clf.desk.thresholds import QueuePolicy


def work(place: str, name: str) -> None:
    desk = open_desk(place)
    while (item := claim_next(desk, name)) is not None:
        made = decide(desk, name, item.id, item.version, Verdict.FINE, QueuePolicy(0.7, 0.2))
        print(made, item.id, flush=True)


if __name__ == "__main__":
    work(*sys.argv[1:])
