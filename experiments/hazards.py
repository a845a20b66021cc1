"""What can go wrong in a household's life, and the scenario in which it does not: one hazard taken away at a time."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from model.calendar import year_of
from model.messages import _
from model.scenario import Scenario

type Values = dict[str, Any]

ONSETS = (
    "admission", "major_young", "major_middle", "major_old", "chronic_young", "chronic_middle", "chronic_old",
    "disability_working", "disability_old",
)  # fmt: skip
WEATHER = ("drought", "severe", "winter", "disease")
DATED_WEATHER = ("drought", "winter_disaster")
PRICES = ("cow_price", "calf_6m", "steer_12m", "steer_18m", "maize_price")
LONGER_THAN_ANY_RUN = 1200


def without_illness(scenario: Scenario) -> Values:
    """Nobody falls ill or becomes disabled any more; who was so at the start stays so."""
    return {f"health.{name}": 0.0 for name in ONSETS}


def without_job_loss(scenario: Scenario) -> Values:
    """Nobody loses a job."""
    return {"work.lose": 0.0}


def without_weather(scenario: Scenario) -> Values:
    """No drought, no winter disaster, no cattle disease, whether dated or drawn."""
    dated = {f"series.{name}": 0.0 for name in DATED_WEATHER if name in scenario.series}
    return {**dated, **{f"weather.{name}": 0.0 for name in WEATHER}}


def without_price_falls(scenario: Scenario) -> Values:
    """Prices of cattle and maize that have risen since the start do not fall again."""
    return {f"series.{name}": _rising(path) for name, path in _prices(scenario).items()} | _steady_markets()


def with_flat_prices(scenario: Scenario) -> Values:
    """Prices of cattle and maize stay where they were at the start: neither falls nor rises."""
    first = year_of(scenario.start)
    return {f"series.{name}": path[first] for name, path in _prices(scenario).items()} | _steady_markets()


def without_loans_due(scenario: Scenario) -> Values:
    """Cattle loans never fall due, so none is rolled over or defaulted on; their interest goes on."""
    return {f"{name}.months": LONGER_THAN_ANY_RUN for name, kind in scenario.kinds.items() if kind == "cattle_loan"}


def without_failures(scenario: Scenario) -> Values:
    """No trustee, enterprise or leading firm fails."""
    return {f"{name}.fails": 0.0 for name, each in scenario.programmes.items() if _has(each, "fails")}


def without_weddings(scenario: Scenario) -> Values:
    """A wedding costs nothing."""
    return {"marriage.custom": 0.0}


HAZARDS: Mapping[str, Callable[[Scenario], Values]] = {
    "illness": without_illness,
    "job_loss": without_job_loss,
    "weather": without_weather,
    "price_falls": without_price_falls,
    "price_changes": with_flat_prices,
    "loans_due": without_loans_due,
    "failures": without_failures,
    "weddings": without_weddings,
}


def title_of(hazard: str) -> str:
    """A hazard, as a table says it."""
    known = {
        "illness": _("new illness and disability"),
        "job_loss": _("jobs lost"),
        "weather": _("drought, hard winters, cattle disease"),
        "price_falls": _("falls of cattle and maize prices"),
        "price_changes": _("falls and rises of these prices"),
        "loans_due": _("cattle loans falling due"),
        "failures": _("trustees and firms failing"),
        "weddings": _("what weddings cost"),
    }
    return known.get(hazard, hazard.replace("_", " "))


def without_hazards(scenario: Scenario) -> dict[str, Scenario]:
    """The scenario without each hazard in turn; one that it has not got, as loans without loans, is left out."""
    values = {name: change(scenario) for name, change in HAZARDS.items()}
    return {name: scenario.with_values(each, beyond_evidence=True) for name, each in values.items() if each}


def _has(part: Any, field: str) -> bool:
    return any(each.name == field for each in fields(part))


def _prices(scenario: Scenario) -> dict[str, dict[int, float]]:
    """The yearly path of each price from the first year of the run to its last."""
    years = range(year_of(scenario.start), year_of(scenario.start + scenario.months - 1) + 1)
    series = {name: scenario.series[name].values for name in PRICES if name in scenario.series}
    return {name: {year: values.at(year) for year in years} for name, values in series.items()}


def _rising(path: Mapping[int, float]) -> dict[int, float]:
    """The highest value so far, year by year."""
    return {year: max(value for before, value in path.items() if before <= year) for year in path}


def _steady_markets() -> Values:
    return {"markets.spread": 0.0, "markets.pass_through": 0.0}
