"""What an attribution says: each share and count as a mean over replicates with its 95 % interval, and in words."""

import numpy as np
import pandas as pd

from experiments import words
from experiments.attribution import POOR_YEARS, Attribution
from experiments.costs import cost_per
from experiments.estimates import Interval, interval_of_mean, interval_of_ratio
from experiments.hazards import title_of
from experiments.summary import UNITS
from experiments.survival import HORIZONS
from experiments.tables import Cell, Table
from experiments.twins import ALL
from model.messages import _

BOUNDS = ["estimate", "low", "high"]
PUBLIC_COST = "public_cost"


def unit_of(measure: str) -> str:
    """The unit of a measure; one with a horizon ends in it."""
    name, _sign, horizon = measure.rpartition("_")
    return UNITS[name] if horizon in map(str, HORIZONS) else UNITS[measure]


def heading_of(measure: str) -> str:
    """A measure, as a table's heading says it."""
    name, _sign, horizon = measure.rpartition("_")
    if measure == POOR_YEARS:
        return _("poor-years averted")
    return words.heading(name, int(horizon)) if horizon in map(str, HORIZONS) else words.measure(measure)


def shares_table(found: Attribution) -> pd.DataFrame:
    """Each group's share in the change of each measure, with intervals; the row `all` is the whole change.

    Columns after group, measure and unit: estimate, low, high (Shapley's share); percent of the whole, alone and last,
    each with its bounds; replicates.
    """
    rows = []
    for measure in found.plan.measures:
        chosen = found.shares[found.shares["measure"] == measure]
        for group, own in chosen.groupby("group", sort=False):
            percent = 100.0 * np.array(interval_of_ratio(own["share"], own["whole"]))
            parts = [interval_of_mean(own[name]) for name in ("share", "alone", "last")]
            numbers = [*parts[0], *percent, *parts[1], *parts[2]]
            rows.append((group, measure, unit_of(measure), *numbers, len(own)))
        whole = interval_of_mean(chosen.groupby("replicate")["whole"].first())
        rows.append((ALL, measure, unit_of(measure), *whole, 100.0, 100.0, 100.0, *whole, *whole, len(own)))
    more = [f"{name}{bound}" for name in ("percent", "alone", "last") for bound in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=["group", "measure", "unit", *BOUNDS, *more, "replicates"])


def costs_table(found: Attribution) -> pd.DataFrame:
    """Yuan of 2018 that each group's share of the cost comes to a poor-year of its share of those averted.

    Columns: group, estimate, low, high, reason (why there is no number, or what to mind).  Empty without both measures.
    """
    if not {POOR_YEARS, PUBLIC_COST} <= set(found.plan.measures):
        return pd.DataFrame(columns=["group", *BOUNDS, "reason"])
    wide = found.shares.pivot(index=["group", "replicate"], columns="measure", values="share")
    whole = found.shares.drop_duplicates(["replicate", "measure"]).assign(group=ALL)
    wide = pd.concat([wide, whole.pivot(index=["group", "replicate"], columns="measure", values="whole")])
    rows = []
    for group in [*found.plan.groups, ALL]:
        own = wide.loc[group]
        each = cost_per(own[PUBLIC_COST], own[POOR_YEARS])
        rows.append((group, each.estimate, each.low, each.high, each.reason))
    return pd.DataFrame(rows, columns=["group", *BOUNDS, "reason"])


def twins_table(found: Attribution) -> pd.DataFrame:
    """Whom each group saved, harmed or left unchanged, by kind of household at the start, with intervals.

    Columns after group, trait and kind: households and persons of that kind; saved, harmed and unchanged, and the
    same of persons, in percent, each with its bounds; poor_years averted a household, with its bounds; replicates.
    """
    rows = []
    for (group, trait, kind), own in found.twins.groupby(["group", "trait", "kind"], sort=False):
        unchanged = own["households"] - own["saved"] - own["harmed"]
        unchanged_persons = own["persons"] - own["saved_persons"] - own["harmed_persons"]
        shares = [
            *(100.0 * each / own["households"] for each in (own["saved"], own["harmed"], unchanged)),
            *(
                100.0 * each / own["persons"]
                for each in (own["saved_persons"], own["harmed_persons"], unchanged_persons)
            ),
            own["poor_years"] / own["households"],
        ]
        units = ["%"] * (len(shares) - 1) + [""]
        intervals = [interval_of_mean(*each) for each in zip(shares, units, strict=True)]
        numbers = [number for interval in intervals for number in interval]
        sizes = (own["households"].mean(), own["persons"].mean())
        rows.append((group, trait, kind, *sizes, *numbers, len(own)))
    names = ["saved", "harmed", "unchanged"]
    names += [f"{name}_persons" for name in names] + ["poor_years"]
    bounds = [f"{name}{bound}" for name in names for bound in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=["group", "trait", "kind", "households", "persons", *bounds, "replicates"])


def returns_table(found: Attribution) -> pd.DataFrame:
    """Percent of the returns under the mix that do not occur without each hazard, and by how much all returns change.

    Columns: hazard; estimate, low, high; change, change_low, change_high (negative where returns are fewer); returns
    under the mix, a run; replicates.
    """
    rows = []
    for hazard, own in found.returns.groupby("hazard", sort=False):
        averted = 100.0 * np.array(interval_of_ratio(own["averted"], own["returns"]))
        change = 100.0 * np.array(interval_of_ratio(own["without"] - own["returns"], own["returns"]))
        rows.append((hazard, *averted, *change, own["returns"].mean(), len(own)))
    return pd.DataFrame(
        rows, columns=["hazard", *BOUNDS, "change", "change_low", "change_high", "returns", "replicates"]
    )


def printed(found: Attribution) -> list[Table]:
    """The answer as a terminal shows it."""
    tables = [_printed_shares(found), _printed_twins(found)]
    return [*tables, _printed_returns(found)] if found.plan.hazards else tables


def _printed_shares(found: Attribution) -> Table:
    shares, costs = shares_table(found), costs_table(found).set_index("group")
    columns, rows = list[tuple[str, str]](), []
    for measure in found.plan.measures:
        columns += [(heading_of(measure), words.scale(unit_of(measure))[1]), (_("of the whole"), "%")]
    columns += [(_("cost per poor-year averted"), _("yuan of 2018"))] if len(costs) else []
    for group in [*found.plan.groups, ALL]:
        cells = []
        for measure in found.plan.measures:
            row = shares[(shares["group"] == group) & (shares["measure"] == measure)].iloc[0]
            factor = words.scale(row["unit"])[0]
            cells.append(cell(*(factor * row[BOUNDS])))
            cells.append(cell(*row[["percent", "percent_low", "percent_high"]]) if group != ALL else Cell("100"))
        if len(costs):
            cost = costs.loc[group]
            ratio = cell(*cost[BOUNDS])
            cells.append(Cell(ratio.value, cost["reason"] or ratio.interval))
        rows.append((group, tuple(cells)))
    method = (
        _("every coalition of groups")
        if not found.plan.pairs
        else _("{count} orders of groups a replicate, each with its reverse").format(count=2 * found.plan.pairs)
    )
    note = _(
        "Shapley shares, from {method}: what a group adds, over all orders in which groups could join. They add up to "
        "the whole in every replicate. Poor-years are those of all households listed at the start."
    )
    return Table(_("What each group of programmes adds"), tuple(columns), tuple(rows), note.format(method=method))


def _printed_twins(found: Attribution) -> Table:
    table = twins_table(found)
    columns = tuple(
        (title, "%")
        for title in (
            _("households saved"), _("harmed"), _("unchanged"), _("persons saved"), _("harmed"), _("unchanged"),
        )
    )  # fmt: skip
    names = ("saved", "harmed", "unchanged", "saved_persons", "harmed_persons", "unchanged_persons")
    rows = tuple(
        (row["group"], tuple(cell(row[name], row[f"{name}_low"], row[f"{name}_high"]) for name in names))
        for _place, row in table[table["trait"] == ALL].iterrows()
    )
    note = _(
        "Of those listed at the start: in fewer Decembers poor under the whole mix than their twin, on the same luck, "
        "without this group; in more; in as many."
    )
    return Table(_("Same-luck twins: the whole mix against the mix without each group"), columns, rows, note)


def _printed_returns(found: Attribution) -> Table:
    columns = ((_("returns that do not occur"), "%"), (_("change in all returns"), "%"))
    rows = tuple(
        (
            title_of(row["hazard"]),
            (
                cell(*row[BOUNDS]),
                cell(row["change"], row["change_low"], row["change_high"], signed=True),
            ),
        )
        for _place, row in returns_table(found).iterrows()
    )
    note = _(
        "Of the returns of those listed at the start under the whole mix: the twin, with the same luck but without "
        "this hazard, is not poor in that December. Hazards overlap, so shares need not add up to 100 %. Without a "
        "hazard other returns can occur, which the second column nets out."
    )
    return Table(_("What returns to poverty hang on"), columns, rows, note)


def cell(estimate: float, low: float, high: float, *, signed: bool = False) -> Cell:
    """A number and its interval, rounded alike to what the number bears."""
    places = words.significant(3, estimate, low, high)
    bounds = words.interval(low, high, signed=signed, places=places)
    return Cell(words.amount(estimate, signed=signed, places=places), bounds)


def in_words(found: Attribution) -> list[str]:
    """What was found, a paragraph for each question."""
    told = [_shares_in_words(found), _twins_in_words(found)]
    told += [_returns_in_words(found)] if found.plan.hazards else []
    return [words.paragraph([each]) for each in told]


def _shares_in_words(found: Attribution) -> str:
    measure = found.plan.measures[0]
    table = shares_table(found)
    table = table[table["measure"] == measure]
    whole, parts = table[table["group"] == ALL].iloc[0], table[table["group"] != ALL]
    parts = parts.sort_values("estimate", ascending=False, key=abs)
    factor, unit = words.scale(whole["unit"])
    told = [
        f"{row['group']} {_said(Interval(row['percent'], row['percent_low'], row['percent_high']), '%')}"
        for _place, row in parts.iterrows()
    ]
    sentence = _("{what} under {policy}, against no programmes: {whole}. Of this {parts}.")
    return sentence.format(
        what=heading_of(measure).capitalize(), policy=found.plan.mix.policy,
        whole=_said(Interval(*(factor * whole[BOUNDS])), unit), parts=words.listed(told),
    ) + _(" Shares are means over all orders of joining; intervals are over {count} replicates.").format(
        count=found.plan.replicates
    )  # fmt: skip


def _twins_in_words(found: Attribution) -> str:
    table = twins_table(found)
    table = table[table["trait"] == ALL].sort_values("saved", ascending=False)
    told = [
        _("{group} saved {saved} and harmed {harmed}").format(
            group=row["group"], saved=_said(Interval(row["saved"], row["saved_low"], row["saved_high"]), "%"),
            harmed=_said(Interval(row["harmed"], row["harmed_low"], row["harmed_high"]), "%"),
        )
        for _place, row in table.iterrows()
    ]  # fmt: skip
    start = _(
        "Of the households listed at the start, beside their twins on the same luck in the mix without it, {all}."
    )
    return start.format(all=words.listed(told))


def _returns_in_words(found: Attribution) -> str:
    table = returns_table(found).sort_values("estimate", ascending=False)
    told = [
        _("{share} without {hazard}").format(share=_said(Interval(*row[BOUNDS]), "%"), hazard=title_of(row["hazard"]))
        for _place, row in table.iterrows()
    ]
    start = _("Of the returns to poverty of those listed at the start, so many do not occur: {all}.")
    return start.format(all=words.listed(told)) + _(" Hazards overlap, so these need not add up.")


def _said(interval: Interval, unit: str) -> str:
    shown = cell(*interval)
    return f"{shown.value} {unit}" + (f" [{shown.interval}]" if shown.interval else "")
