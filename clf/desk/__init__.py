"""The moderators' store: items, reservations, decisions, roles and the audit log."""

from __future__ import annotations

from clf.desk.decisions import (
    Judgement,
    Verdict,
    decide,
    decide_all,
    decided,
    headlines,
    judgements,
    last_decision,
    undo,
)
from clf.desk.evidence import (
    Opinion,
    give_opinion,
    keep_level,
    levels,
    look_again,
    opinions,
    outdated,
    pair_of,
    rules_of,
    without_dismissed,
)
from clf.desk.intake import BELOW, add_blocks
from clf.desk.people import Role, add_person, list_people, role_of, sign_in
from clf.desk.queue import LEASE, Filter, Order, choices, claim, claim_next, count, get_item, page
from clf.desk.scores import compare, fill_scores, rescore, rescore_item, set_shadow, shadow_model
from clf.desk.similar import Decided
from clf.desk.store import DAY, Desk, address, exists, history, migrate, now, open_desk, scores_of
from clf.desk.teach import prepare
from clf.desk.team import ask_about, ask_for_review, judge_blind, next_review, team_agreement, work_since
from clf.desk.thresholds import MONTH, QueuePolicy, current_policy, effect, policies_set, set_policy, spread
from clf.desk.transfer import exported, import_rows, read_rows, write_rows
from clf.desk.trends import Agreed, Risen, bands_agreed, risen, risen_words, weekly_scores
from clf.desk.verify import Head, verify

__all__ = [
    "BELOW",
    "DAY",
    "LEASE",
    "MONTH",
    "Agreed",
    "Decided",
    "Desk",
    "Filter",
    "Head",
    "Judgement",
    "Opinion",
    "Order",
    "QueuePolicy",
    "Risen",
    "Role",
    "Verdict",
    "add_blocks",
    "add_person",
    "address",
    "ask_about",
    "ask_for_review",
    "bands_agreed",
    "choices",
    "claim",
    "claim_next",
    "compare",
    "count",
    "current_policy",
    "decide",
    "decide_all",
    "decided",
    "effect",
    "exists",
    "exported",
    "fill_scores",
    "get_item",
    "give_opinion",
    "headlines",
    "history",
    "import_rows",
    "judge_blind",
    "judgements",
    "keep_level",
    "last_decision",
    "levels",
    "list_people",
    "look_again",
    "migrate",
    "next_review",
    "now",
    "open_desk",
    "opinions",
    "outdated",
    "page",
    "pair_of",
    "policies_set",
    "prepare",
    "read_rows",
    "rescore",
    "rescore_item",
    "risen",
    "risen_words",
    "role_of",
    "rules_of",
    "scores_of",
    "set_policy",
    "set_shadow",
    "shadow_model",
    "sign_in",
    "spread",
    "team_agreement",
    "undo",
    "verify",
    "weekly_scores",
    "without_dismissed",
    "work_since",
    "write_rows",
]
