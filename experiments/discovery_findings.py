"""What a discovery found, as tables and in words."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from experiments import language, words
from experiments.discovery import ABOVE, AMONG, FUTURE, Discovery, Limit, inside
from experiments.headline import split
from model.messages import _

LIMITS = ("policy", "factor", "side", "at", "unit", "quasi_p", "found_again", "low", "high")
BOXES = ("policy", "rows", "points", "failed", "near", "left_out", "coverage", "coverage_low", "coverage_high",
         "density", "density_low", "density_high", "mass", "overlap", "holds_up")  # fmt: skip
STABLE = 0.8  # of resamples, and of rows shared


def tables_of(found: Sequence[Discovery]) -> dict[str, pd.DataFrame]:
    """Every table by the name of its file: boxes, their limits, PRIM's path, and each row that was judged."""
    paths = [each.box.trajectory.assign(policy=each.policy) for each in found if each.box]
    return {
        "boxes": pd.DataFrame([_box(each) for each in found], columns=list(BOXES)),
        "limits": pd.DataFrame([row for each in found for row in _limits(each)], columns=list(LIMITS)),
        "trajectory": pd.concat(paths, ignore_index=True) if paths else pd.DataFrame(),
        "judged": pd.concat([_judged(each) for each in found], ignore_index=True),
    }


def in_words(found: Iterable[Discovery]) -> str:
    """A paragraph a policy: what fails how often, where failures gather, how surely, and what is left open."""
    return "\n\n".join(_paragraph(each) for each in found)


def criterion_of(found: Discovery) -> str:
    """What counts as failure, in words."""
    criterion, (factor, unit) = found.criterion, _scale(found)
    name = words.heading(*split(criterion.measure))
    if criterion.against:
        name = _("{measure}, minus that of {policy},").format(measure=name, policy=criterion.against)
    side = _("above") if criterion.side == ABOVE else _("below")
    return f"{name} {side} {words.amount(factor * criterion.threshold)} {unit}".rstrip()


def limit_in_words(limit: Limit, unit: str = "") -> str:
    """One limit of a box."""
    if limit.side == AMONG:
        return _("the {factor} is {names}").format(factor=limit.factor, names=_(" or ").join(limit.at))
    side = _("above") if limit.side == ABOVE else _("below")
    return (
        _("`{factor}` lies {side} {at} {unit}")
        .format(factor=limit.factor, side=side, at=words.amount(limit.at), unit=unit)
        .rstrip()
    )


def holds_up(found: Discovery) -> bool:
    """Whether boxes of resamples are denser in failures, on points they never saw, than all rows together."""
    if found.stability is None or not found.box or not found.box.limits:
        return False
    low, _high = _range(found.stability.fits["density"])
    return low > float(found.judged.failed.mean())


def _paragraph(found: Discovery) -> str:
    rows, share = found.judged, float(found.judged.failed.mean()) if len(found.judged.failed) else 0.0
    if not len(rows.failed):
        return _("{policy}: no point has a value in every replicate, so nothing can be judged.").format(
            policy=found.policy
        )
    if share == 0.0:
        first = _("{policy} fails nowhere: in none of {rows} rows is {criterion} ({points}).")
    elif share == 1.0:
        first = _("{policy} fails everywhere: in all of {rows} rows is {criterion} ({points}), so no box tells where.")
    else:
        first = _("{policy} fails, which is {criterion}, in {failed} of {rows} rows, {share:.0f} % ({points}).")
    said = first.format(policy=found.policy, criterion=criterion_of(found), points=_points(found),
                        rows=len(rows.failed), failed=int(rows.failed.sum()), share=100 * share)  # fmt: skip
    parts = [said, _luck(found)]
    if found.box is not None and found.stability is not None:
        parts += _gather(found) if found.box.limits else [_no_box(found)]
    return words.paragraph(parts)


def _points(found: Discovery) -> str:
    rows = found.judged
    futures = rows.x[FUTURE].nunique() if FUTURE in rows.x else 1
    text = _("{count} points").format(count=len(np.unique(rows.points)))
    return text if futures < 2 else _("{points} under {futures} futures").format(points=text, futures=futures)


def _luck(found: Discovery) -> str:
    rows, parts = found.judged, list[str]()
    if rows.near is None:
        parts.append(_("With one replicate, how many owe that to luck cannot be told."))
    else:
        message = _("Of all rows {count} lie so near to the threshold that luck may have put them on their side.")
        parts.append(message.format(count=int(rows.near.sum())))
    if rows.left_out:
        parts.append(_("{count} rows had a run that failed and are left out.").format(count=rows.left_out))
    return words.paragraph(parts)


def _gather(found: Discovery) -> list[str]:
    """Where failures gather, and how far that can be trusted."""
    box, stability = found.box, found.stability
    assert box is not None
    assert stability is not None
    where = _(" and ").join(_limit(found, limit) for limit in box.limits)
    coverage, density = (_range(stability.fits[name]) for name in ("coverage", "density"))
    message = _(
        "Failures gather where {where}. This box of {mass:.0f} % of the rows holds {coverage:.0f} % of the failures, "
        "and {density:.0f} % of what lies in it fails."
    )
    fits = {name: 100 * value for name, value in box.fit._asdict().items()}
    outside = _(
        "On points that a resample left out, its box holds {coverage} of the failures, and {density} of what lies in "
        "it fails (95 % of {count} resamples of the points)."
    )
    said = outside.format(coverage=_percent(*coverage), density=_percent(*density), count=found.peeling.resamples)
    return [message.format(where=where, **fits), said, _verdict(found), _rest(found)]


def _limit(found: Discovery, limit: Limit) -> str:
    again, low, high = found.stability.again[limit.name] if found.stability else (np.nan,) * 3
    unit = language.unit(found.units.get(limit.factor, ""), language.spoken())
    text = limit_in_words(limit, unit)
    between = "" if np.isnan(low) else _(", between {0} and {1}").format(words.amount(low), words.amount(high))
    return (
        text
        + " "
        + _("(found again in {share:.0f} % of resamples{between})").format(share=100 * again, between=between)
    )


def _verdict(found: Discovery) -> str:
    box, stability = found.box, found.stability
    assert box is not None
    assert stability is not None
    weak = [limit.factor for limit in box.limits if stability.again[limit.name][0] < STABLE]
    shared = _("The boxes of resamples share {share:.0f} % of their rows with it on average").format(
        share=100 * stability.overlap
    )
    if not holds_up(found):
        return shared + _("; on points left out they are not surely denser than chance, so take it as a hint only.")
    if weak:
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(weak))
        return shared + _(
            "; points left out bear it out that failures gather, but the part of {names} is open."
        ).format(names=names)
    steady = stability.overlap >= STABLE
    return shared + (_(": it is stable.") if steady else _(": its limits are found again, where they lie less surely."))


def _rest(found: Discovery) -> str:
    assert found.box is not None
    left = int((found.judged.failed & ~inside(found.judged.x, found.box.limits)).sum())
    return _("Of failures outside it, {count}, it says nothing.").format(count=left) if left else ""


def _no_box(found: Discovery) -> str:
    return _(
        "No box stands out: no limit on any number holds more failures than chance would give it, so where it fails "
        "cannot be told from these {count} rows."
    ).format(count=len(found.judged.failed))


def _percent(low: float, high: float) -> str:
    return _("{0:.0f} to {1:.0f} %").format(100 * low, 100 * high)


def _range(values: pd.Series) -> tuple[float, float]:
    known = values.dropna()
    return (float("nan"),) * 2 if known.empty else tuple(np.quantile(known, [0.025, 0.975]))  # type: ignore[return-value]


def _scale(found: Discovery) -> tuple[float, str]:
    return words.scale(found.units.get(found.criterion.measure, ""))


def _box(found: Discovery) -> tuple[object, ...]:
    rows, nan = found.judged, float("nan")
    counts = (len(rows.failed), len(np.unique(rows.points)), int(rows.failed.sum()))
    near = pd.NA if rows.near is None else int(rows.near.sum())
    if found.box is None or found.stability is None or not found.box.limits:
        return (found.policy, *counts, near, rows.left_out, *[nan] * 8, False)
    fit, fits = found.box.fit, found.stability.fits
    spans = (fit.coverage, *_range(fits["coverage"]), fit.density, *_range(fits["density"]), fit.mass)
    return (found.policy, *counts, near, rows.left_out, *spans, found.stability.overlap, holds_up(found))


def _limits(found: Discovery) -> list[tuple[object, ...]]:
    if found.box is None or found.stability is None:
        return []
    return [
        (found.policy, limit.factor, limit.side, "; ".join(limit.at) if limit.side == AMONG else limit.at,
         found.units.get(limit.factor, ""), limit.quasi_p, *found.stability.again[limit.name])
        for limit in found.box.limits
    ]  # fmt: skip


def _judged(found: Discovery) -> pd.DataFrame:
    rows = found.judged
    near = pd.array([pd.NA] * len(rows.failed), "boolean") if rows.near is None else rows.near
    limits = found.box.limits if found.box else ()
    within = inside(rows.x, limits) if limits else np.zeros(len(rows.failed), bool)
    beside = {"point": rows.points, "policy": found.policy, "value": rows.values, "failed": rows.failed, "near": near}
    return pd.DataFrame({**beside, "in_box": within}).join(rows.x)
