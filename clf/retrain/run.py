"""One retraining: labels, a candidate beside the live model, the gate, and the switch if it passes.

The registry is held all the while, so that two retrainings take turns; until the switch, which is one step, nothing
that scores sees any of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from clf.desk import Judgement
from clf.fit import OWN, WEBIS, Example, after_cut, own_folder, train
from clf.model import SHIPPED, Model, Registry, find_model, sigmoid
from clf.retrain.adapt import Adaptation, base_of, checksum, seen_until, write_candidate
from clf.retrain.difference import difference
from clf.retrain.gate import Held, judge
from clf.retrain.labels import Label, resolve, text_key
from clf.retrain.moderators import moderators, suspects
from clf.retrain.report import Retraining, Suspect
from clf.types import HeadlineBlock

Floats = NDArray[np.float64]
FOLDS = 5
_PUBLIC_MARGIN, _DESK_MARGIN = 0.005, 0.01  # losses of AUC that are let pass; the first as the price of a taste


def retrain(
    judgements: Sequence[Judgement],
    registry: Registry,
    who: str,
    corpora: Path | None = None,
    *,
    dry_run: bool = False,
    force: str = "",
    tell: Callable[[str], None] = lambda _: None,
) -> Retraining:
    """Adapt a model to ``judgements`` and make it live if it is no worse anywhere and better somewhere.

    It starts from what the live model was adapted from itself, so that nothing is learned twice; with ``corpora`` from
    a model trained anew from them. ``force`` is a reason to promote it whatever the gate says. With ``dry_run`` nothing
    is kept. Without labels the live model stays, which is no error.
    """
    with registry.lock(), TemporaryDirectory(prefix="clf-retrain-") as folder:
        home = Path(folder)
        live = Model.load(find_model(None, registry.place))
        people = moderators(judgements, _probabilities(live, judgements))
        unheard = bool(people) and all(m.tells_little for m in people)
        trust = {m.person: 1.0 if force and unheard else m.trust for m in people}
        labels = resolve(judgements, trust)
        training = [label for label in labels if not label.held_back]
        if not training:
            why = "nobody's decisions tell more than chance" if unheard else "there are no decisions to learn from"
            return Retraining(live.id, "", "kept", why, labels, people)
        base = _base(live, registry, home, corpora, tell)
        tell(f"adapting {base.id} to {len(training):,} labels")
        path = home / "candidate"
        adaptation = Adaptation(base, training)
        model_id = write_candidate(path, base, adaptation.linear(), training)
        candidate = Model.load(path)
        tell(f"scoring the labels out of {FOLDS} folds")
        out_of_fold = adaptation.out_of_fold(FOLDS)
        tell("comparing")
        gate = judge(_held_out(live, candidate, labels, out_of_fold, corpora))
        passed, reason = gate.passed, gate.reason
        if force and not passed:
            passed, reason = True, f"{reason}; forced: {force}"
        if model_id == live.id:
            passed, reason = False, "it is the model that is live already"
        decided = [(HeadlineBlock(la.headline, la.teaser), _verdict(la)) for la in labels]
        own = [e.headline for e in OWN.read(own_folder())]
        found = Retraining(
            live.id,
            model_id,
            "promoted" if passed and not dry_run else "kept",
            reason,
            labels,
            people,
            base.id,
            gate,
            _suspects(training, out_of_fold),
            difference(live, candidate, decided, own),
            dry_run,
        )
        if not dry_run:
            facts = {
                "base": base.id,
                "labels": checksum(training),
                "gate": [c.to_json() for c in gate.comparisons],
                "status": found.status,
                "reason": reason,
            }
            registry.add(path, parent=live.id, facts=facts)
            found.keep(registry.place / "retrainings")
            if passed:
                registry.promote(model_id, who=who, reason=f"retrained: {reason}", forced=not gate.passed)
        return found


def _base(live: Model, registry: Registry, home: Path, corpora: Path | None, tell: Callable[[str], None]) -> Model:
    if corpora is not None:
        train(home / "base", corpora, report=tell)
        registry.add(home / "base", facts={"trained": "from the corpora, by clf retrain"})
        return Model.load(home / "base")
    wanted = base_of(live)
    if wanted == live.id:
        return live
    shipped = Model.load(registry.folder(SHIPPED))
    return shipped if shipped.id == wanted else Model.load(registry.folder(wanted))


def _held_out(
    live: Model, candidate: Model, labels: Sequence[Label], out_of_fold: Floats, corpora: Path | None
) -> list[Held]:
    sets = []
    if corpora is not None and WEBIS.present(corpora):
        posts = after_cut(WEBIS.read(corpora))
        sets.append(_of_examples("Webis-17, posts after the time split", live, candidate, posts, True))
    sets.append(_of_examples("clf's own blocks", live, candidate, OWN.read(own_folder()), False))
    sure = [label for label in labels if label.clickbait is not None]
    kept = [label for label in sure if label.held_back]
    sets.append(_of_labels("decisions held back", kept, _scores(live, kept), _scores(candidate, kept)))
    # What the live model was adapted to, it knows; only newer labels compare it with what has not seen them.
    training = [label for label in labels if not label.held_back]
    new = [i for i, la in enumerate(training) if la.clickbait is not None and la.since > seen_until(live)]
    fresh = [training[i] for i in new]
    sets.append(_of_labels("new decisions, out of fold", fresh, _scores(live, fresh), out_of_fold[new]))
    return sets


def _of_examples(name: str, live: Model, candidate: Model, rows: Sequence[Example], may_gain: bool) -> Held:
    blocks = [HeadlineBlock(e.headline, e.teaser) for e in rows]
    clickbait, weight = np.array([e.clickbait for e in rows]), np.ones(len(rows))
    return Held(name, live.log_odds(blocks), candidate.log_odds(blocks), clickbait, weight, _PUBLIC_MARGIN, may_gain)


def _of_labels(name: str, labels: Sequence[Label], live: Floats, candidate: Floats) -> Held:
    clickbait, weight = np.array([bool(la.clickbait) for la in labels]), np.array([la.weight for la in labels])
    return Held(name, live, candidate, clickbait, weight, _DESK_MARGIN, True)


def _suspects(training: Sequence[Label], out_of_fold: Floats) -> list[Suspect]:
    probability = sigmoid(out_of_fold)
    return [
        Suspect(training[i].headline, _verdict(training[i]), float(probability[i]), training[i].items)
        for i in suspects(training, probability)
    ]


def _scores(model: Model, labels: Sequence[Label]) -> Floats:
    return model.log_odds([HeadlineBlock(label.headline, label.teaser) for label in labels])


def _probabilities(live: Model, judgements: Sequence[Judgement]) -> dict[str, float]:
    blocks = {text_key(j.headline): HeadlineBlock(j.headline, j.teaser) for j in judgements}
    return dict(zip(blocks, sigmoid(live.log_odds(blocks.values())).tolist(), strict=True))


def _verdict(label: Label) -> str:
    return "undecided" if label.clickbait is None else "clickbait" if label.clickbait else "fine"
