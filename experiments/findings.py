"""What a sensitivity study found, in words, and which guessed numbers to measure next."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments import language, words
from experiments.estimates import FEWEST_RESAMPLED
from experiments.factors import GUESSED
from experiments.headline import OWN_UNITS, split
from experiments.sampling import Sample
from experiments.sensitivity import LEADING, Indices, Output
from experiments.summary import UNITS
from model.messages import _

FIRST_FEW, NEXT = 4, 5
NEXT_COLUMNS = ("path", "unit", "low", "high", "confidence", "source", "index", "estimate", "estimate_low",
                "estimate_high")  # fmt: skip


class Effort(NamedTuple):
    """What a study ran: points, runs in all, and replicates of each case."""

    points: int
    runs: int
    replicates: int


def finding(sample: Sample, found: Indices, effort: Effort) -> str:
    """One paragraph: what was asked, what matters most and how surely, what luck did, and what to measure next."""
    table = leading(found.table)
    if table.empty:
        reasons = "; ".join(f"{each.output}: {each.reason}" for each in found.refused)
        return _("Nothing could be analysed: {reasons}.").format(reasons=reasons)
    lead = next(outputs(table))
    own = rows_of(table, lead)
    own = own[own["method"] == own["method"].iloc[0]]
    parts = [_asked(sample, own, effort), _most(own, lead), _luck(own, effort), _others(table, lead)]
    if found.refused:
        reasons = "; ".join(f"{each.output}: {each.reason}" for each in found.refused)
        parts.append(_("Not analysed: {reasons}.").format(reasons=reasons))
    return words.paragraph([*parts, _advice(sample, own)])


def leading(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the index by which each method ranks: mu_star, ST, or the median PAWN index."""
    return table[table["index"] == table["method"].map(LEADING)]


def outputs(table: pd.DataFrame) -> Iterator[Output]:
    """The outputs of a table of indices, in its order."""
    columns = table[["measure", "policy", "future", "against"]].drop_duplicates()
    return (Output(*row) for row in columns.itertuples(index=False))


def rows_of(table: pd.DataFrame, output: Output) -> pd.DataFrame:
    """The rows of one output, the largest first within each method."""
    own = table[(table[list(Output._fields)] == list(output)).all(axis=1)]
    place = own["method"].map({name: rank for rank, name in enumerate(dict.fromkeys(own["method"]))})
    ordered = own.assign(place=place).sort_values(["place", "estimate"], ascending=[True, False], kind="stable")
    return ordered.drop(columns="place")


def measure_next(sample: Sample, found: Indices, most: int = NEXT) -> pd.DataFrame:
    """The numbers nobody has measured that matter most to the first output, with unit, range and source.

    Empty where numbers moved in groups, for then no single one is told apart; columns `NEXT_COLUMNS`.
    """
    table = leading(found.table)
    rows = []
    if len(table) and not sample.grouped:
        own = rows_of(table, next(outputs(table)))
        factors = {factor.path: factor for factor in sample.factors}
        for row in _clear(own[own["method"] == own["method"].iloc[0]]).itertuples():
            factor = factors[row.factor]
            if factor.confidence in GUESSED:
                about = (factor.path, factor.unit, factor.low, factor.high, factor.confidence, factor.source)
                rows.append((*about, row.index, row.estimate, row.low, row.high))
    return pd.DataFrame(rows[:most], columns=list(NEXT_COLUMNS))


def heading(output: Output) -> str:
    """An output as a person reads it."""
    name = words.heading(*split(output.measure))
    whose = f"{output.policy} − {output.against}" if output.against else output.policy
    future = f", {output.future}" if output.future not in ("", "historical") else ""
    return f"{name}, {whose}{future}" if whose else name


def scale_of(output: Output, method: str = "") -> tuple[float, str]:
    """By what to multiply an output, or its index by a method, so that it reads well; and the unit then read."""
    if method == "sobol":
        return 100.0, _("% of the variance")
    if method == "pawn":
        return 1.0, _("largest distance of distributions, 0 to 1")
    factor, unit = words.scale({**UNITS, **OWN_UNITS}.get(split(output.measure)[0], ""))
    return factor, _("points") if unit == "%" and method else unit


def _asked(sample: Sample, own: pd.DataFrame, effort: Effort) -> str:
    count = len(sample.names)
    numbers = (
        _("{groups} groups of {count} numbers").format(groups=count, count=len(sample.factors))
        if sample.grouped
        else _("{count} numbers").format(count=count)
    )
    by = {
        "morris": _("Screened by elementary effects (Morris, {many} trajectories)").format(
            many=sample.options.trajectories
        ),
        "sobol": _("Held apart by shares of variance (Sobol, base sample of {many})").format(
            many=sample.options.points
        ),
        "pawn": _("Ranked by what fixing each does to the distribution (PAWN)"),
    }[own["method"].iloc[0]]
    message = _("{by}: {numbers}, {points} points, {runs} runs.")
    said = message.format(by=by, numbers=numbers, points=effort.points, runs=effort.runs)
    few = own["method"].iloc[0] == "morris" and sample.options.trajectories < FEWEST_RESAMPLED
    return said + (" " + _("So few trajectories give intervals that are too narrow.") if few else "")


def _most(own: pd.DataFrame, output: Output) -> str:
    """What stands clear of luck, the first few with their intervals."""
    clear, method = _clear(own), own["method"].iloc[0]
    if clear.empty:
        message = _("For {what}, none stands clear of what a number that does nothing would show: run more.")
        return message.format(what=heading(output))
    factor, unit = scale_of(output, method)
    first = "; ".join(f"`{row.factor}` {_interval(row, factor)}" for row in clear.head(FIRST_FEW).itertuples())
    over = _(", each over its whole range") if method == "morris" else ""
    message = _("For {what}, {count} of them stand clear of what luck could show; most of all {first} ({unit}{over}).")
    return message.format(what=heading(output), count=len(clear), first=first, unit=unit, over=over) + _overlap(clear)


def _overlap(clear: pd.DataFrame) -> str:
    """A warning where the order of the first two is open."""
    if len(clear) < 2 or clear["low"].iloc[0] > clear["high"].iloc[1]:
        return ""
    return " " + _("The intervals of the first overlap, so their order is open.")


def _luck(own: pd.DataFrame, effort: Effort) -> str:
    share = own["noise_share"].iloc[0]
    if effort.replicates < 2 or np.isnan(share):
        return _("With one replicate, what luck did cannot be told.") if effort.replicates < 2 else ""
    message = _("Luck is {share} of the variance of averages over {count} replicates.")
    text = message.format(share=_percent(share), count=effort.replicates)
    if own["method"].iloc[0] == "sobol":
        text += " " + _(
            "Were it independent, first-order indices would be too small by that much, total ones too large."
        )
    return text


def _others(table: pd.DataFrame, lead: Output) -> str:
    """What comes first for every other output of the same kind: a difference, or a level."""
    firsts = []
    for output in outputs(table):
        if output != lead and bool(output.against) == bool(lead.against):
            clear = _clear(rows_of(table, output))
            name = f"`{clear['factor'].iloc[0]}`" if len(clear) else _("none for certain")
            firsts.append(f"{heading(output)}: {name}")
    return _("First for others: {list}.").format(list="; ".join(firsts)) if firsts else ""


def _advice(sample: Sample, own: pd.DataFrame) -> str:
    if sample.grouped:
        names = ", ".join(f"`{name}`" for name in _clear(own)["factor"].head(FIRST_FEW))
        return _("Next, tell the numbers of {names} apart, one by one.").format(names=names) if names else ""
    table = measure_next(sample, Indices(own, ()))
    if table.empty:
        return ""
    listed = "; ".join(
        _("`{path}` ({low:g} to {high:g} {unit}, {confidence}, {source})").format(
            path=row.path,
            low=row.low,
            high=row.high,
            unit=language.unit(row.unit, language.spoken()),
            confidence=_(row.confidence),
            source=row.source,
        )
        for row in table.itertuples()
    )
    return _("Measure this next: {list}.").format(list=listed)


def _clear(own: pd.DataFrame) -> pd.DataFrame:
    """The rows whose whole interval lies above what a number that does nothing would show."""
    return own[own["low"] > own["floor"].fillna(0.0)]


def _interval(row: NamedTuple, factor: float) -> str:
    estimate, low, high = (factor * getattr(row, name) for name in ("estimate", "low", "high"))
    places = words.significant(2, estimate)
    return f"{words.amount(estimate, places=places)} [{words.amount(low, places=places)}, " + (
        f"{words.amount(high, places=places)}]"
    )


def _percent(share: float) -> str:
    return _("less than 1 %") if share < 0.01 else f"{100 * share:.0f} %"


def as_rows(own: pd.DataFrame, scale: tuple[float, str]) -> list[list[str]]:
    """Factor, estimate, interval and floor of the rows of one output, as cells."""
    factor = scale[0]
    return [
        [row.factor, row.index, *_interval(row, factor).split(" ", 1), words.amount(factor * row.floor, 2)]
        for row in own.itertuples(index=False)
    ]
