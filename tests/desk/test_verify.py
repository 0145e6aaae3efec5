"""What triggers cannot stop is noticed afterwards."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clf.desk import store as log
from clf.desk.decisions import Verdict, decide, undo
from clf.desk.people import sign_in
from clf.desk.schema import audit
from clf.desk.store import DAY, FIRST, POSTGRESQL, SQLITE, Desk, entry_hash, history, install, open_desk
from clf.desk.team import ask_about, judge_blind
from clf.desk.transfer import exported, import_rows
from clf.desk.verify import Head, verify
from clf.errors import DeskError
from clf.model.model import Model
from tests.desk.conftest import THRESHOLDS


@pytest.fixture
def worked(filled: Desk) -> Desk:
    """A desk where every kind of entry was made: decisions, undone ones, second opinions, imported ones."""
    decide(filled, "max", 1, 0, Verdict.CLICKBAIT, THRESHOLDS, "a reason", "a note: é 猫")
    undo(filled, "max", decide(filled, "max", 2, 0, Verdict.FINE, THRESHOLDS))
    ask_about(filled, "lee", [1])
    judge_blind(filled, "mia", 1, "fine")
    rows = [{**row, "headline": f"{row['headline']} once more"} for row in exported(filled)]
    assert import_rows(filled, "ada", rows) == 3
    return filled


def tampered(desk: Desk, *statements: str, back: bool = True) -> None:
    """Drop the triggers, run ``statements``, and (``back``) make them again as they were."""
    with desk.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in SQLITE:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for table in sorted({rest[0] for rest in POSTGRESQL.values()}):
                connection.exec_driver_sql(f"DROP FUNCTION {table}_guard CASCADE")
        for statement in statements:
            connection.execute(sa.text(statement))
        if back:
            install(connection)


def places(desk: Desk, expected: Head | None = None) -> set[str]:
    return {finding.where for finding in verify(desk, expected)[1]}


def test_what_clf_wrote_is_in_order(worked: Desk) -> None:
    head, found = verify(worked)
    assert found == []
    assert (head.id, head.hash) == (history(worked)[0].id, history(worked)[0].hash)
    decide(worked, "max", 3, 0, Verdict.FINE, THRESHOLDS)
    assert verify(worked, head)[1] == []
    assert verify(worked, Head.parse(str(head)))[0].id == head.id + 1


def test_an_empty_desk_is_in_order(place: str) -> None:
    desk = open_desk(place)
    assert verify(desk) == (Head(0, FIRST), [])
    desk.close()


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE audit SET person = 'x' WHERE id = 6", {"entry 6"}),
        ("UPDATE audit SET at = at - 1000000000 WHERE id = 6", {"entry 6", "decision 1"}),
        ("UPDATE audit SET note = note || ' ' WHERE id = 6", {"entry 6"}),
        ("UPDATE audit SET reason = '' WHERE decision_id = 1", {"entry 6"}),
        (f"UPDATE audit SET hash = '{'0' * 64}' WHERE id = 6", {"entry 6", "entry 7"}),
        ("UPDATE decisions SET verdict = 'fine' WHERE id = 1", {"decision 1"}),
        ("UPDATE decisions SET at = at - 1 WHERE id = 1", {"decision 1"}),
        ("UPDATE decisions SET strength = 0.5 WHERE id = 1", {"decision 1"}),
        ("UPDATE decisions SET undone_at = at WHERE id = 1", {"decision 1"}),
        ("UPDATE decisions SET undone_at = NULL WHERE id = 2", {"decision 2"}),
        ("UPDATE decisions SET undone_at = NULL WHERE id = 5", {"decision 5"}),  # it came in as undone
        ("UPDATE decisions SET at = at - 1 WHERE id = 4", {"decision 4"}),
        ("DELETE FROM decisions WHERE id = 3", {"decision 3"}),
        ("DELETE FROM decisions", {f"decision {number}" for number in range(1, 7)}),
        ("UPDATE decisions SET id = 60 WHERE id = 6", {"decision 6", "decision 60"}),
    ],
)
def test_what_was_changed_behind_the_triggers_is_named(worked: Desk, statement: str, where: set[str]) -> None:
    tampered(worked, statement)
    assert places(worked) == where


def test_removed_entries_are_gaps(worked: Desk) -> None:
    tampered(worked, "DELETE FROM audit WHERE id IN (2, 3)")
    assert {"entries 2 to 3", "entry 4"} == places(worked)


def test_a_log_cut_off_at_its_end_shows_only_against_a_head_noted_before(worked: Desk) -> None:
    noted, before = verify(worked)[0], history(worked)[3]
    tampered(
        worked,
        f"DELETE FROM audit WHERE id > {before.id}",
        f"DELETE FROM decisions WHERE id > (SELECT max(decision_id) FROM audit WHERE id <= {before.id})",
    )
    assert verify(worked) == (Head(before.id, before.hash), [])
    assert places(worked, noted) == {f"entry {noted.id}"}


def test_a_chain_computed_anew_shows_only_against_a_head_noted_before(worked: Desk) -> None:
    noted = verify(worked)[0]
    changes, before = ["UPDATE audit SET person = 'nobody' WHERE id = 2"], FIRST
    for row in reversed(history(worked)):
        values = {**row._mapping, "person": "nobody" if row.id == 2 else row.person}
        before = entry_hash(before, values)
        changes.append(f"UPDATE audit SET hash = '{before}' WHERE id = {row.id}")
    tampered(worked, *changes)
    assert places(worked) == set()
    assert places(worked, noted) == {f"entry {noted.id}"}


def test_triggers_that_are_missing_or_changed_are_named(worked: Desk) -> None:
    sqlite = worked.engine.dialect.name == "sqlite"
    names = {f"trigger {name}" for name in (SQLITE if sqlite else POSTGRESQL)}
    tampered(worked, back=False)
    assert places(worked) == names
    with worked.engine.begin() as connection:
        install(connection)
        if sqlite:
            connection.exec_driver_sql("DROP TRIGGER audit_delete")
            connection.exec_driver_sql("CREATE TRIGGER audit_delete BEFORE DELETE ON audit WHEN 0 BEGIN SELECT 1; END")
            connection.exec_driver_sql("CREATE TRIGGER more AFTER INSERT ON audit BEGIN SELECT 1; END")
        else:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER audit_change")
            connection.exec_driver_sql("ALTER TABLE decisions ENABLE TRIGGER decisions_truncate")  # not in replica mode
            connection.exec_driver_sql("CREATE TRIGGER more BEFORE INSERT ON audit EXECUTE FUNCTION audit_guard()")
    found = {finding.where: finding.what for finding in verify(worked)[1]}
    changed = ["audit_delete"] if sqlite else ["audit_change", "decisions_truncate"]
    assert found == {**{f"trigger {name}": "was changed" for name in changed}, "trigger more": "is not clf's"}


def test_a_dropped_constraint_or_column_is_named(worked: Desk) -> None:
    with worked.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP INDEX ix_audit_item_id")
        else:
            connection.exec_driver_sql("ALTER TABLE decisions DROP CONSTRAINT ck_decisions_probability")
            connection.exec_driver_sql("DROP INDEX ix_audit_item_id")
    found = places(worked)
    assert "schema" in found
    assert ("constraint ck_decisions_probability" in found) == (worked.engine.dialect.name == "postgresql")


def test_a_clock_that_steps_back_stops_nothing(worked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    newest, real = history(worked)[0].at, log.now
    monkeypatch.setattr(log, "now", lambda: real() - 30 * DAY)
    made = decide(worked, "max", 4, 0, Verdict.FINE, THRESHOLDS)
    undo(worked, "max", made)
    assert [entry.at for entry in history(worked, most=2)] == [newest, newest]
    monkeypatch.undo()
    decide(worked, "max", 4, 2, Verdict.FINE, THRESHOLDS)
    assert verify(worked)[1] == []


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_hash_depends_on_every_column(data: st.DataObject) -> None:
    text = st.text(st.characters(codec="utf-8"), max_size=5)
    number = st.floats(0, 1)
    kinds = {sa.Text: text, sa.Double: number}
    columns = [column for column in audit.c if column.name != "hash"]
    row = {c.name: data.draw(kinds.get(type(c.type), st.integers(0, 9))) for c in columns}  # type: ignore[call-overload]
    changed = data.draw(st.sampled_from(sorted(row)))
    other = data.draw(kinds.get(type(audit.c[changed].type), st.integers(0, 9)))  # type: ignore[call-overload]
    same = other == row[changed]
    assert (entry_hash(FIRST, row) == entry_hash(FIRST, {**row, changed: other})) is same
    assert entry_hash("1" * 64, row) != entry_hash(FIRST, row)


@pytest.mark.parametrize("text", ["", "7", "7:abc", f"-1:{'0' * 64}", f"7:{'G' * 64}"])
def test_a_head_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DeskError, match="ID:HASH"):
        Head.parse(text)


def test_an_import_into_a_new_desk_is_in_order(worked: Desk, model: Model, tmp_path: object) -> None:
    desk = open_desk(f"{tmp_path}/other.sqlite")
    sign_in(desk, "root")
    assert import_rows(desk, "root", exported(worked)) == 6
    assert verify(desk)[1] == []
    desk.close()
