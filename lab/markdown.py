"""The report in Markdown, for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Report = dict[str, Any]
_COLUMNS = {"auc": "AUC", "average_precision": "AP", "f1_f1": "F1", "r2": "R²", "mse": "MSE", "ece": "ECE"}
_PEER_COLUMNS = {"auc": "AUC", "average_precision": "AP", "f1": "F1", "r2": "R²", "mse": "MSE", "ece": "ECE"}


def markdown(report: Report) -> str:
    """The whole report."""
    if "tests" not in report:
        return "\n\n".join(part for part in (_evidence_head(report), _targets(report), evidence(report)) if part) + "\n"
    parts = [
        _head(report),
        _targets(report),
        _results(report),
        _decisions(report),
        _peers(report),
        _slices(report),
        _robustness(report),
        evidence(report),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """A Markdown table whose first ``left`` columns are text and the others numbers.

    >>> print(table(["test", "rows"], [["a|b", "3"]]))
    | test | rows |
    |---|---:|
    | a\\|b | 3 |
    """
    lines = [columns, ["---" if i < left else "---:" for i in range(len(columns))], *rows]
    cells = [[cell if line is lines[1] else cell.replace("|", "\\|") for cell in line] for line in lines]
    text = ["| " + " | ".join(line) + " |" for line in cells]
    text[1] = text[1].replace(" ", "")
    return "\n".join(text)


def figure(estimate: dict[str, float] | None, digits: int = 3, interval: bool = True, percent: bool = False) -> str:
    """A metric with its interval; empty where it means nothing.

    >>> figure({"value": 0.8829, "low": 0.8704, "high": 0.8952})
    '.883 (.870–.895)'
    >>> figure({"value": 0.9527, "low": 0.943, "high": 0.962}, 1, percent=True)
    '95.3 % (94.3–96.2)'
    """
    if estimate is None:
        return ""
    write: Callable[[float], str] = (lambda x: f"{x:.{digits}%}".rstrip("%")) if percent else lambda x: short(x, digits)
    value = write(estimate["value"]) + (" %" if percent else "")
    if not interval:
        return value
    dash = " to " if estimate["low"] < 0 else "–"
    return f"{value} ({write(estimate['low'])}{dash}{write(estimate['high'])})"


def short(number: float, digits: int = 3) -> str:
    """A number between -1 and 1 without its leading zero.

    >>> short(0.5), short(-0.25, 2), short(1.0), short(-0.0001)
    ('.500', '-.25', '1.000', '.000')
    """
    text = f"{round(number, digits) + 0.0:.{digits}f}"  # no minus before a zero
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _head(report: Report) -> str:
    notes = "".join(f"\n- {note}" for note in report["notes"])
    return f"""# What {report["model"]} is worth

How well the model tells how headlines are written, on headlines it was not trained on. It does not decide whether a
story is true.

In brackets are 95 % intervals: the bootstrap, {report["resamples"]} resamples of a test's rows, seed {report["seed"]}.
They hold for other headlines of the same corpus, not for another corpus. No text is on both sides of a test: what was
trained on (after folding) is left out of it.{chr(10) if notes else ""}{notes}"""


def _targets(report: Report) -> str:
    if not report["targets"]:
        return ""
    rows = []
    for row in report["targets"]:
        digits = 4 if "MSE" in row["about"] else 3
        bound = (
            f"at least {short(row['least'], digits)}"
            if row["least"] is not None
            else (f"at most {short(row['most'], digits)}")
        )
        rows.append([row["about"], short(row["value"], digits), bound, "yes" if row["met"] else "**no**"])
    met = sum(row["met"] for row in report["targets"])
    return f"""## Targets: {met} of {len(rows)} met
{table(["", "found", "target", "met"], rows)}"""


def _results(report: Report) -> str:
    rows = [
        [test["title"], test["trained_on"], f"{test['rows']:,}", f"{test['prevalence']:.0%}".replace("%", " %")]
        + [figure(test["metrics"].get(name), 4 if name == "mse" else 3) for name in _COLUMNS]
        for test in report["tests"]
    ]
    columns = ["test", "trained on", "rows", "clickbait", *_COLUMNS.values()]
    return f"""## Results
{table(columns, rows, 2)}

AUC is of ROC; AP is average precision; R² is 1 - MSE / variance of the mean judgement, comparable between splits where
MSE is not; ECE is the expected calibration error over 15 bins of equal width; F1 is at a threshold chosen out of fold
on the training part. Corpora labelled by publisher have no graded judgements and a share of clickbait of their own, so
that strength and calibration mean nothing there. “Left out” means that no headline of the corpus was trained on;
within a corpus that is labelled by publisher, everybody gets figures near 1 by telling publishers apart.

A corpus that is all clickbait has nothing to be told from: of that, what is not *fine* counts (next section)."""


def _decisions(report: Report) -> str:
    rows = []
    for test in report["tests"]:
        m, t = test["metrics"], test["thresholds"]
        rows.append(
            [
                test["title"],
                short(t["f1"]),
                figure(m.get("precision_f1")),
                figure(m.get("recall_f1")),
                f"{short(t['clickbait'])}",
                figure(m.get("share_clickbait"), 1, False, True),
                figure(m.get("precision_clickbait")),
                f"{short(t['fine'])}",
                figure(m.get("share_fine"), 1, False, True),
                figure(m.get("npv_fine")),
                figure(m.get("recall_not_fine")),
            ]
        )
    columns = [
        "test",
        "F1 from",
        "precision",
        "recall",
        "clickbait from",
        "share",
        "precision",
        "fine below",
        "share",
        "NPV",
        "clickbait not fine",
    ]
    return f"""## Decisions and bands
{table(columns, rows)}

The first threshold gives the best F1. The other two are those of the bands: *clickbait* at or above the one, *fine*
below the other, *unsure* between. NPV, the negative predictive value, is the share of others among what is fine.
“Clickbait not fine” is the share of all clickbait that a moderator would still see if fine headlines were hidden."""


def _peers(report: Report) -> str:
    parts = []
    for test in report["tests"]:
        if not test["baselines"]:
            continue
        own = {**test["metrics"], "f1": test["metrics"].get("f1_f1")}
        entries = [
            (f"**{report['model']}**" if i == 0 else entry["title"], entry["metrics"])
            for i, entry in enumerate([{"metrics": own}, *test["baselines"]])
        ]
        rows = [[name, *(figure(m.get(k), 4 if k == "mse" else 3) for k in _PEER_COLUMNS)] for name, m in entries]
        parts.append(f"### {test['title']}\n{table(['', *_PEER_COLUMNS.values()], rows)}")
    if not parts:
        return ""
    return f"""## Beside baselines and peers
Rules are read in whichever direction is better for them. A rater's vote is a judgement above one half. Peers learn
from the same graded headlines, with capitals, and choose their F1 threshold on a fifth of them held out.

{(chr(10) * 2).join(parts)}"""


def _slices(report: Report) -> str:
    if not report["slices"]:
        return ""
    titles = {test["name"]: test["title"] for test in report["tests"]}
    rows = [
        [
            titles[row["test"]],
            f"{row['kind']}: {row['slice']}",
            f"{row['rows']:,}",
            f"{row['clickbait']:,}",
            figure(row["auc"]),
        ]
        for row in sorted(report["slices"], key=lambda row: row["auc"]["value"])
    ]
    worst = rows[0]
    return f"""## Slices, the worst first
Weakest: *{worst[1]}* of {worst[0]}, AUC {worst[-1]}.

{table(["test", "slice", "rows", "clickbait", "AUC"], rows, 2)}"""


def _robustness(report: Report) -> str:
    if not report["robustness"]:
        return ""
    rows = []
    for row in report["robustness"]:
        moved = figure({"value": row["moved"]}, 1, interval=False, percent=True)
        recalls = [
            figure(row[name], 1, percent=True) if name.startswith("lost") else figure(row[name])
            for name in ("after_not_fine", "lost_not_fine", "after_f1", "lost_f1")
        ]
        rows.append([row["name"], row["about"], *recalls, moved])
    first = report["robustness"][0]
    return f"""## Robustness
The {first["rows"]:,} clickbait headlines of the Webis-17 test part, disguised.
Before, {figure(first["before_not_fine"])} were not fine, and {figure(first["before_f1"])} were found at the F1
threshold. *Lost* is the share of those found before that is no longer found, on balance; *moved* is the share of
headlines whose score changed at all.

{table(["attack", "what it does", "not fine", "lost", "found at F1", "lost", "moved"], rows, 2)}"""


def _evidence_head(report: Report) -> str:
    notes = "".join(f"\n- {note}" for note in report["notes"])
    return f"""# What the evidence of misinformation is worth

Nothing here decides whether a story is true: a match is something to read, and finding none is no sign of truth.
{notes}""".rstrip()


def evidence(report: Report) -> str:
    """The part on the claim match, if it was measured."""
    match = report.get("matching")
    if not match:
        return ""
    rows = []
    for name, title in (("clf", "clf"), ("tfidf", "plain TF-IDF")):
        for key in ("map@5", "p@1") if "ranking" in match else ():
            rows.append([f"CheckThat! 2020 dev, {key.upper()}: {title}", _mean(match["ranking"][name][key])])
    if "false" in match:
        false = match["false"]
        rows.append(
            [
                "ordinary headlines that match",
                f"{false['matched']} of {false['rows']:,} ({false['in_1000']:.2f} in 1,000)",
            ]
        )
    rows.append(["own pairs told right", f"{match['pairs']['right']} of {match['pairs']['rows']}"])
    if "speed" in match:
        speed = match["speed"]
        peak = "" if speed["peak_gb"] is None else f", {speed['peak_gb']:.2f} GB at most"
        rows += [
            [f"a query on {speed['claims']:,} claims", f"{speed['ms_a_query']:.1f} ms"],
            ["building that index", f"{speed['build_seconds']:.1f} s{peak}"],
            ["adding one claim", f"{speed['ms_to_add']:.1f} ms"],
        ]
    return "## Claim match\n" + table(["", "found"], rows)


def _mean(found: Sequence[float]) -> str:
    return figure(dict(zip(("value", "low", "high"), found, strict=True)))
