"""What a search found, as tables and in words."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import words
from experiments.headline import split
from experiments.search import MINIMISE, Objective, Searched
from experiments.search_finalists import ALL, NOTHING, Finalists, estimates, optimism, regret, summary, unit
from experiments.tables import Cell, Table
from model.messages import _

TOLD = 3  # objectives whose best mix is told with its interval


def tables_of(found: Finalists) -> dict[str, pd.DataFrame]:
    """Every table by the name of its file."""
    return {
        "pareto": summary(found),
        "estimates": estimates(found),
        "optimism": optimism(found),
        "regret": _regret(found),
        "candidates": candidates(found.searched),
    }


def pareto_table(found: Finalists) -> Table:
    """The finalists and references on fresh seeds, as a screen prints them."""
    measures = [each.measure for each in found.searched.question.objectives]
    levels = estimates(found)
    levels = levels[levels["future"] == ALL].set_index(["measure", "mix"])
    rows = [
        (row.mix, (*(_cell(levels.loc[measure].loc[row.mix], measure) for measure in measures),
                   Cell(words.amount(100 * row.regret, 2)), Cell(words.amount(100 * row.enough, 3))))
        for row in summary(found).itertuples()
    ]  # fmt: skip
    titles = [(words.heading(*split(name)), words.scale(unit(name))[1]) for name in measures]
    columns = (*titles, (_("regret"), "%"), (_("enough"), _("% of futures")))
    return Table(_("Mixes that no other beats, on fresh seeds"), columns, tuple(rows))


def _cell(row: Any, measure: str) -> Cell:
    value, _space, bounds = in_units(row, measure, named=False).partition(" ")
    return Cell(value, bounds.strip("[]"))


def candidates(searched: Searched) -> pd.DataFrame:
    """Every candidate that was tried, in order: generation, whether it keeps the budget and is on the front."""
    question = searched.question
    table = pd.DataFrame(
        {
            "number": range(len(searched.candidates)),
            "generation": searched.generation + 1,
            "within_budget": question.overspent(searched.outcomes) <= 0,
            "on_front": np.isin(range(len(searched.candidates)), searched.front),
        }
    )
    measures = [each.measure for each in question.objectives]
    scores = pd.DataFrame(question.scores(searched.outcomes), columns=measures)
    return pd.concat([table, searched.space.table(searched.candidates), scores], axis=1)


def choices_in_words(values: Mapping[str, Any], *, paths: bool = True) -> str:
    """What a mix has: its programmes, each with the sizes that were chosen, by their `paths` or the last word."""
    sizes: dict[str, list[str]] = {name: [] for name, value in values.items() if value is True}
    for path, value in values.items():
        if not isinstance(value, bool):
            programme, _dot, field = path.partition(".")
            text = words.amount(value) if isinstance(value, float) else format(value, ",")
            sizes.setdefault(programme, []).append(f"{field if paths else field.rpartition('.')[2]} {text}")
    parts = (f"{name} ({', '.join(own)})" if own else name for name, own in sizes.items())
    return ", ".join(parts) or _("no programme")


def finding(found: Finalists) -> str:
    """One paragraph: what was searched, what is best in what, how robust, and how far the search flattered."""
    if not found.many:
        return words.paragraph([_asked(found), _none_fits(found)])
    table = summary(found)
    parts = [_asked(found), _front(found, table), *_best(found), _robust(found, table), _flattered(found)]
    return words.paragraph(parts)


def _asked(found: Finalists) -> str:
    searched, effort = found.searched, found.searched.effort
    question = searched.question
    message = _(
        "Searched by NSGA-III: {choices} choices, {mixes} combinations; {tried} mixes were run under {futures} "
        "(replicates: {replicates}), in {generations} generations{budget}."
    )
    budget = _(", within {0:g} million yuan of 2018").format(question.budget / 1e6)
    return message.format(
        choices=len(searched.space.choices), mixes=f"{len(searched.space):,}", tried=len(searched.candidates),
        futures=_(" and ").join(question.futures), replicates=effort.replicates, generations=effort.generations,
        budget=budget if np.isfinite(question.budget) else "",
    )  # fmt: skip


def _none_fits(found: Finalists) -> str:
    least = found.searched.question.overspent(found.searched.outcomes)
    if np.isnan(least).all():
        return _("No mix has a value in every run, so none can be told.")
    return _("None keeps the budget; the cheapest costs {times:.2f} times as much.").format(times=1 + np.nanmin(least))


def _front(found: Finalists, table: pd.DataFrame) -> str:
    message = _(
        "Of those that keep the budget {front} are beaten by no other; {many} of them, spread over the front, were run "
        "anew in {fresh} replicates of seeds the search never saw, and all that follows rests on these: {unbeaten} "
        "are still unbeaten, {within} keep the budget."
    )
    own = table.iloc[: found.many]
    return message.format(
        front=len(found.searched.front), many=found.many, fresh=found.searched.effort.fresh_replicates,
        unbeaten=int(own["unbeaten"].sum()), within=int(own["within_budget"].sum()),
    )  # fmt: skip


def _best(found: Finalists) -> list[str]:
    """The best finalist of the first objectives but the cost, which nothing keeps lowest."""
    objectives = [each for each in found.searched.question.objectives if each.measure != "public_cost"]
    parts, levels = list[str](), estimates(found)
    levels = levels[levels["future"] == ALL].set_index(["measure", "mix"])
    for objective in objectives[:TOLD]:
        own = levels.loc[objective.measure]
        ranked = (objective.sign * own["estimate"].iloc[: found.many]).sort_values(kind="stable")
        if ranked.isna().all():
            continue
        name = str(ranked.index[0])
        cost = levels.loc["public_cost"].loc[name] if "public_cost" in levels.index.get_level_values(0) else None
        parts.append(_best_in(found, objective, name, own, cost))
    return parts


def _best_in(found: Finalists, objective: Objective, name: str, own: pd.DataFrame, cost: Any) -> str:
    way = _("Least") if objective.direction == MINIMISE else _("Most")
    message = _("{way} {what}: {name}, which is {choices}, with {value}{nothing}{cost}.")
    nothing = _(" against {0} with nothing").format(in_units(own.loc[NOTHING], objective.measure))
    return message.format(
        way=way, what=words.heading(*split(objective.measure)), name=name,
        choices=choices_in_words(found.searched.space.values(found.candidates[found.names.index(name)])),
        value=in_units(own.loc[name], objective.measure), nothing=nothing,
        cost="" if cost is None else _(", for {0}").format(in_units(cost, "public_cost")),
    )  # fmt: skip


def in_units(row: Any, measure: str, *, named: bool = True) -> str:
    """An estimate with its interval, in a unit that reads well."""
    factor, name = words.scale(unit(measure))
    estimate, low, high = (factor * row[each] for each in ("estimate", "low", "high"))
    places = words.significant(3, estimate)
    bounds = words.interval(low, high, places=places)
    text = words.amount(estimate, places=places) + (f" [{bounds}]" if bounds else "")
    return f"{text} {name}" if named else text


def _robust(found: Finalists, table: pd.DataFrame) -> str:
    own = table.iloc[: found.many]
    steady = own.sort_values("regret", kind="stable").iloc[0]
    message = _(
        "Least regret: {name}, which in no future and no objective falls short of the best finalist by more than "
        "{regret:.0f} % of their range."
    )
    said = message.format(name=steady["mix"], regret=100 * steady["regret"])
    if not found.searched.question.enough:
        return said
    bounds = _(" and ").join(_bound(measure, *bound) for measure, bound in found.searched.question.enough.items())
    met = own.loc[own["enough"] == own["enough"].max(), "mix"]
    share = _("{names}: in {share:.0f} % of the futures").format(names=", ".join(met), share=100 * own["enough"].max())
    if own["enough"].max() == 0:
        share = _("no finalist in any future")
    return said + " " + _("Enough, which is {bounds}: {share}.").format(bounds=bounds, share=share)


def _bound(measure: str, side: str, value: float) -> str:
    factor, name = words.scale(unit(measure))
    way = _("at least") if side == "at_least" else _("at most")
    return f"{words.heading(*split(measure))} {way} {words.amount(factor * value)} {name}"


def _flattered(found: Finalists) -> str:
    """The winner's curse, of the first objective that is no cost."""
    table = optimism(found)
    table = table[table["measure"] != "public_cost"]
    if table.empty:
        return ""
    row = table.iloc[0]
    factor, name = words.scale(row["unit"])
    places = words.significant(3, factor * row["fresh"])
    said = {each: words.amount(factor * row[each], places=places) for each in ("searched", "fresh")}
    bounds = words.interval(factor * row["low"], factor * row["high"], places=places)
    message = _(
        "Against nothing, on common luck, the search promised that its finalists better {what} by "
        "{searched} {unit} on average; on fresh seeds it is {fresh}{bounds}."
    )
    return message.format(what=words.heading(*split(row["measure"])), unit=name, **said,
                          bounds=f" [{bounds}]" if bounds else "")  # fmt: skip


def _regret(found: Finalists) -> pd.DataFrame:
    """Regret of each finalist and reference by future and objective, as a share of the range of finalists."""
    question = found.searched.question
    shares = regret(found)
    rows = [
        (name, future, objective.measure, shares[place, here, number])
        for place, name in enumerate(found.names)
        for here, future in enumerate(question.futures)
        for number, objective in enumerate(question.objectives)
    ]
    return pd.DataFrame(rows, columns=["mix", "future", "measure", "regret"])
