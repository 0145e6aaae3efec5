from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from clf.desk.decisions import Verdict, decide, decide_all, last_decision, undo
from clf.desk.intake import add_blocks
from clf.desk.people import Role, add_person, list_people, sign_in
from clf.desk.queue import Filter, Order, claim, claim_next, count, get_item, page
from clf.desk.schema import audit, metadata
from clf.desk.store import Desk, history, open_desk
from clf.desk.team import ask_for_review, disagreements, judge_blind, measure, next_review, team_agreement
from clf.desk.thresholds import QueuePolicy, current_policy, effect, set_policy
from clf.desk.transfer import exported, import_rows, read_rows, write_rows
from clf.desk.verify import verify
from clf.errors import DeskError, InputError, StaleError
from clf.model.model import Model
from clf.types import HeadlineBlock
from tests.desk.conftest import HEADLINES, THRESHOLDS


def test_the_migrations_make_what_the_schema_says(desk: Desk) -> None:
    with desk.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


@pytest.mark.parametrize("change", [sa.update(audit).values(person="x"), sa.delete(audit)])
def test_the_audit_log_cannot_be_altered(desk: Desk, change: sa.Executable) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), desk.engine.begin() as connection:
        connection.execute(change)
    assert history(desk)[0].person == "ada"


def test_the_first_person_is_admin_and_strangers_are_moderators(place: str) -> None:
    desk = open_desk(place)
    assert sign_in(desk, "one") is Role.ADMIN
    assert sign_in(desk, "two") is Role.MODERATOR
    assert sign_in(desk, "two", Role.LEAD) is Role.LEAD
    assert list_people(desk) == [("one", Role.ADMIN), ("two", Role.LEAD)]
    with pytest.raises(DeskError, match="only admin"):
        add_person(desk, "one", "one", Role.LEAD)
    desk.close()


def at_once(place: str, calls: Sequence[Callable[[Desk], object]]) -> list[BaseException | None]:
    """What each of ``calls`` raised, each with a connection of its own, all begun at the same moment."""
    begin = Barrier(len(calls))

    def call(what: Callable[[Desk], object]) -> BaseException | None:
        desk = open_desk(place)
        begin.wait(30)
        try:
            what(desk)
        except DeskError as error:
            return error
        finally:
            desk.close()
        return None

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, calls))


def test_of_six_people_who_arrive_at_once_one_becomes_admin(place: str) -> None:
    names = [f"person-{number}" for number in range(6)]
    assert at_once(place, [partial(sign_in, name=name) for name in names]) == [None] * 6
    desk = open_desk(place)
    assert sorted(role for _, role in list_people(desk)) == [Role.ADMIN] + [Role.MODERATOR] * 5
    desk.close()


def test_one_person_who_arrives_six_times_at_once_is_there_once(place: str) -> None:
    assert at_once(place, [partial(sign_in, name="ada")] * 6) == [None] * 6
    desk = open_desk(place)
    assert list_people(desk) == [("ada", Role.ADMIN)]
    assert [entry.action for entry in history(desk)] == ["role"]
    desk.close()


def test_admins_who_demote_each_other_at_once_leave_one(place: str) -> None:
    desk = open_desk(place)
    names = [f"admin-{number}" for number in range(4)]
    for name in names:
        sign_in(desk, name, Role.ADMIN)
    calls = [partial(add_person, actor=names[n], name=names[(n + 1) % 4], role=Role.MODERATOR) for n in range(4)]
    at_once(place, calls)
    assert Role.ADMIN in dict(list_people(desk)).values()
    for name in names:
        sign_in(desk, name, Role.ADMIN)
    refused = at_once(place, [partial(sign_in, name=name, role=Role.LEAD) for name in names])
    assert [role for _, role in list_people(desk)].count(Role.ADMIN) == 1
    assert len([error for error in refused if error]) == 1
    desk.close()


def test_configuration_gives_roles_but_never_takes_the_last_admin(place: str) -> None:
    desk = open_desk(place)
    assert sign_in(desk, "lee", Role.LEAD) is Role.LEAD  # the first, and yet no admin
    assert sign_in(desk, "ann", Role.ADMIN) is Role.ADMIN
    with pytest.raises(DeskError, match="only admin that the desk knows"):
        sign_in(desk, "ann", Role.LEAD)
    assert dict(list_people(desk))["ann"] is Role.ADMIN
    sign_in(desk, "bob", Role.ADMIN)
    assert sign_in(desk, "ann", Role.LEAD) is Role.LEAD
    desk.close()


def test_roles_are_enforced_where_the_data_changes(filled: Desk) -> None:
    refusals = [
        lambda: set_policy(filled, "max", THRESHOLDS),
        lambda: add_person(filled, "lee", "new", Role.MODERATOR),
        lambda: decide_all(filled, "max", [(1, 0)], Verdict.FINE, THRESHOLDS),
        lambda: ask_for_review(filled, "max", 3),
        lambda: import_rows(filled, "lee", []),
        lambda: decide(filled, "stranger", 1, 0, Verdict.FINE, THRESHOLDS),
        lambda: claim_next(filled, "stranger"),
    ]
    before = len(history(filled))
    for refused in refusals:
        with pytest.raises(DeskError, match=r"role|does not work"):
            refused()
    assert len(history(filled)) == before


@pytest.mark.parametrize("order", list(Order))
def test_pages_hold_every_item_once_in_order(filled: Desk, order: Order) -> None:
    seen = []
    after = None
    while True:
        part = page(filled, Filter(), order, after, size=7)
        seen += part.rows
        if (after := part.after) is None:
            break
    assert sorted(row.headline for row in seen) == sorted(HEADLINES)
    key = {
        Order.RISK: lambda r: -r.probability,
        Order.UNCERTAINTY: lambda r: r.certainty,
        Order.AGE: lambda r: r.id,
        Order.EVIDENCE: lambda r: -r.evidence,
        Order.TEACH: lambda r: r.id,
    }
    assert [key[order](row) for row in seen] == sorted(key[order](row) for row in seen)


def test_filters_narrow_and_search_is_literal(filled: Desk, model: Model) -> None:
    block = HeadlineBlock("100% pure_gold 'quoted'", source="other", section="Most read")
    add_blocks(filled, "max", [block, block], model.score([block, block]))
    assert count(filled, Filter()) == len(HEADLINES) + 1
    for chosen in (Filter(source="other"), Filter(section="Most read"), Filter(text="% PURE_"), Filter(text="'")):
        assert [row.headline for row in page(filled, chosen).rows] == [block.headline]
    assert count(filled, Filter(low=0.5)) + count(filled, Filter(high=0.5)) == len(HEADLINES) + 1


def test_two_people_never_get_the_same_item_until_the_claim_expires(filled: Desk) -> None:
    one, two = claim_next(filled, "max"), claim_next(filled, "mia")
    assert one and two and one.id != two.id  # noqa: PT018
    with pytest.raises(StaleError, match="max is working"):
        claim(filled, "mia", one.id)
    with pytest.raises(StaleError, match="max is working"):
        decide(filled, "mia", one.id, one.version, Verdict.FINE, THRESHOLDS)
    claim(filled, "max", one.id, lease=-1)
    assert claim(filled, "mia", one.id).claimed_by == "mia"


def test_a_decision_on_a_stale_item_says_so_and_writes_nothing(filled: Desk) -> None:
    decide(filled, "max", 1, 0, Verdict.FINE, THRESHOLDS)
    with pytest.raises(StaleError, match="max decided “fine” since"):
        decide(filled, "mia", 1, 0, Verdict.CLICKBAIT, THRESHOLDS)
    item = get_item(filled, 1)
    assert item and (item.verdict, item.decided_by) == ("fine", "max")  # noqa: PT018


def test_undo_puts_the_item_back_and_all_of_it_is_on_record(filled: Desk) -> None:
    made = decide(filled, "max", 1, 0, Verdict.CLICKBAIT, THRESHOLDS, "curiosity gap", "see teaser")
    with pytest.raises(DeskError, match="a lead may"):
        undo(filled, "mia", made)
    assert undo(filled, "max", made) == 1
    with pytest.raises(StaleError):
        undo(filled, "max", made)
    assert last_decision(filled, "max") is None
    item = get_item(filled, 1)
    assert item and item.status == "waiting"  # noqa: PT018
    newest, before = history(filled, item=1)
    assert (newest.action, before.action) == ("undo", "decide")
    assert (before.person, before.verdict, before.reason) == ("max", "clickbait", "curiosity gap")
    assert before.model == item.model
    assert (before.probability, before.clickbait_from) == (item.probability, 0.7)


def test_undoing_a_second_decision_puts_the_first_one_back_in_force(filled: Desk) -> None:
    first = decide(filled, "max", 1, 0, Verdict.CLICKBAIT, THRESHOLDS)
    skipped = decide(filled, "mia", 1, 1, Verdict.SKIP, THRESHOLDS)
    last = decide(filled, "mia", 1, 2, Verdict.FINE, THRESHOLDS)
    for made, expected in (
        (last, ("skipped", "skip", "mia")),
        (skipped, ("decided", "clickbait", "max")),
        (first, ("waiting", None, None)),
    ):
        undo(filled, "lee", made)
        item = get_item(filled, 1)
        assert item is not None
        assert (item.status, item.verdict, item.decided_by) == expected
    assert verify(filled)[1] == []


def test_bulk_decisions_report_what_they_could_not(filled: Desk) -> None:
    decide(filled, "max", 1, 0, Verdict.FINE, THRESHOLDS)
    done, refused = decide_all(filled, "lee", [(1, 0), (2, 0), (3, 0)], Verdict.CLICKBAIT, THRESHOLDS)
    assert done == 2
    assert len(refused) == 1
    assert refused[0].startswith("item 1: max decided")


def test_the_policy_in_force_is_the_newest_and_its_effect_is_counted(filled: Desk) -> None:
    set_policy(filled, "lee", QueuePolicy(0.9, 0.1, 0.5))
    with filled.read() as connection:
        assert current_policy(connection, THRESHOLDS) == QueuePolicy(0.9, 0.1, 0.5)
    with pytest.raises(DeskError, match="0 ≤ fine"):
        set_policy(filled, "lee", QueuePolicy(0.1, 0.9))
    first = page(filled, Filter()).rows
    for row, verdict in zip(first[:3], (Verdict.CLICKBAIT, Verdict.FINE, Verdict.UNSURE), strict=True):
        decide(filled, "max", row.id, 0, verdict, THRESHOLDS)
    found = effect(filled, 0.0)
    assert (found.items, found.entering, found.decided, found.clickbait, found.missed) == (20, 20, 2, 1, 0)
    assert found.precision == 0.5
    assert effect(filled, 1.0).missed == 1
    assert effect(filled, 1.0).precision is None


def test_a_review_is_blind_and_disagreement_is_listed(filled: Desk) -> None:
    decide(filled, "max", 1, 0, Verdict.CLICKBAIT, THRESHOLDS)
    decide(filled, "max", 2, 0, Verdict.FINE, THRESHOLDS)
    assert ask_for_review(filled, "lee", 10) == 2
    assert next_review(filled, "max") is None
    row = next_review(filled, "mia")
    assert row and "verdict" not in row._mapping  # noqa: PT018
    judge_blind(filled, "mia", 1, "fine")
    judge_blind(filled, "mia", 2, "fine")
    with pytest.raises(StaleError):
        judge_blind(filled, "mia", 2, "fine")
    assert [(row.id, row.one, row.other) for row in disagreements(filled)] == [(1, "clickbait", "fine")]
    found = team_agreement(filled)
    assert found.items == 2
    assert found.kappa == {("max", "mia"): 0.0}
    assert get_item(filled, 1).verdict == "clickbait"  # type: ignore[union-attr]


def test_agreement_by_hand() -> None:
    # Two judges, five items, one disagreement: alpha = 1 - 9 * (2 / (4 * 6 * 2)), kappa = (.8 - .48) / (1 - .48).
    pairs = [("fine", "fine"), ("fine", "fine"), ("bait", "bait"), ("bait", "bait"), ("bait", "fine")]
    found = measure([(who, item, pair[place]) for item, pair in enumerate(pairs) for place, who in enumerate("ab")])
    assert found.alpha == pytest.approx(1 - 9 * 2 / (2 * 5 * 5))
    assert found.kappa["a", "b"] == pytest.approx((0.8 - 0.48) / 0.52)


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_nothing_is_lost_on_the_way_out_and_back_in(filled: Desk, model: Model, tmp_path: Path, ending: str) -> None:
    odd = HeadlineBlock("=cmd|' /C calc'!A0, \"a\"\r\nb\u2028c", "é\t; NaN", "null", "s", 7, "True", True, "card")
    (item,) = add_blocks(filled, "max", [odd], model.score([odd]))
    made = decide(filled, "max", item, 0, Verdict.CLICKBAIT, THRESHOLDS, "r, s", "two\nlines")
    undo(filled, "max", made)
    decide(filled, "max", item, 2, Verdict.FINE, THRESHOLDS)
    decide(filled, "mia", 1, 0, Verdict.SKIP, THRESHOLDS, note="None")
    file = tmp_path / f"decisions.{ending}"
    assert write_rows(exported(filled), file) == 3
    rows, bad = read_rows(file)
    assert not bad
    assert rows == list(exported(filled))
    other = open_desk(str(tmp_path / "other.sqlite"))
    sign_in(other, "root")
    assert import_rows(other, "root", rows) == 3
    assert list(exported(other)) == rows
    assert import_rows(other, "root", rows) == 0
    assert count(other, Filter(status="decided")) == 1
    other.close()


def test_a_bad_row_is_reported_with_its_place_and_the_rest_is_kept(filled: Desk, tmp_path: Path) -> None:
    decide(filled, "max", 1, 0, Verdict.FINE, THRESHOLDS)
    file = tmp_path / "d.jsonl"
    write_rows(exported(filled), file)
    file.write_text("{}\nnot json\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    rows, bad = read_rows(file)
    assert len(rows) == 1
    assert [line.split(": ")[0].rsplit(", ", 1)[1] for line in bad] == ["row 1", "row 2"]
    with pytest.raises(InputError, match="kept as"):
        read_rows(tmp_path / "d.xlsx")
