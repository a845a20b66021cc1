"""The names of things in the words of the people who read them: measures, units, causes, programmes, and numbers."""

import math
from collections.abc import Iterable

from experiments import language
from model.messages import _


def cause(name: str) -> str:
    """A proximate cause of return, as a figure's legend says it."""
    known = {
        "illness": _("illness"),
        "job_loss": _("job lost or worse paid"),
        "crops": _("less from crops: harvest or price"),
        "herd_prices": _("cattle prices fell"),
        "herd_sales": _("fewer cattle sold, or dearer feed"),
        "herd_loss": _("herd lost or sold off"),
        "debt": _("interest on debt"),
        "support_ended": _("support ended"),
        "demography": _("more mouths, fewer hands"),
        "line_rise": _("line rose faster than income"),
        "": _("not known"),
    }
    return known.get(name, plain(name))


CAUSES = (
    "illness",
    "herd_loss",
    "herd_prices",
    "herd_sales",
    "job_loss",
    "crops",
    "support_ended",
    "demography",
    "line_rise",
    "debt",
    "",
)


def measure(name: str) -> str:
    """A measure, as a table's heading says it."""
    known = {
        "poverty_headcount": _("poor, share of rural population"),
        "poverty_gap": _("poverty gap"),
        "poverty_severity": _("poverty severity"),
        "registered_households": _("registered households"),
        "registered_persons": _("registered persons"),
        "exits": _("households that left poverty"),
        "poor_years": _("poor years"),
        "sustained_exit": _("sustained exit"),
        "return_risk": _("return risk"),
        "return_risk_both": _("return risk, exits under both"),
        "return_risk_any": _("return risk, a guarantee lost counting"),
        "return_risk_all_rural": _("return risk, all rural households"),
        "recorded_returns": _("recorded returns"),
        "paper_exits": _("exits on paper"),
        "returns": _("returns"),
        "public_cost": _("public cost"),
        "cost_per_poor_year_averted": _("cost per poor-year averted"),
        "cost_per_return_averted": _("cost per return averted"),
        "net_income_per_head": _("net income per head"),
        "cattle_per_head": _("cattle per head"),
        "over_indebtedness": _("over-indebted, share of the listed at the start"),
        "cliff": _("cliff: income ahead of the unlisted near the line"),
        "catastrophic_health_spending": _("catastrophic health spending"),
    }
    return known.get(name, plain(name))


def plain(name: str) -> str:
    """An identifier as words."""
    return name.replace("_", " ")


def within(months: int | None) -> str:
    """A horizon, as it follows the name of a measure; empty where there is none."""
    return "" if months is None else _("within {months} months").format(months=months)


def heading(name: str, months: int | None) -> str:
    """A measure and its horizon."""
    return " ".join(part for part in (measure(name), within(months)) if part)


def scale(unit: str) -> tuple[float, str]:
    """By what to multiply values of a unit so that they read well, and the unit then read."""
    if unit in ("proportion", "share"):
        return 100.0, "%"
    if unit == "yuan of 2018":
        return 1e-6, _("million yuan of 2018")
    return 1.0, language.unit(unit, language.spoken())


def amount(value: float, digits: int = 3, *, signed: bool = False, places: int | None = None) -> str:
    """A number in so many significant digits, thousands set apart; a dash for what is not known.

    `places` rounds to that many decimals instead; negative ones to tens, hundreds, ..
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    rounded = round(value, significant(digits, value) if places is None else places)
    text = f"{abs(rounded):,.{max(0, significant(digits, value) if places is None else places)}f}"
    sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + text


def significant(digits: int, *values: float) -> int:
    """The decimals that show `digits` significant digits of the largest of the values."""
    most = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    return digits - 1 - math.floor(math.log10(most)) if most > 0 else 0


def listed(parts: Iterable[str]) -> str:
    """Parts of a sentence one after the other, with the stops of the language spoken."""
    return ("; " if language.spoken() == "en" else "；").join(parts)


def paragraph(sentences: Iterable[str]) -> str:
    """Sentences one after the other, empty ones left out, with the stops of the language spoken."""
    told = [sentence.strip() for sentence in sentences if sentence]
    if language.spoken() == "en":
        return " ".join(told)
    return "".join(f"{each[:-1]}。" if each.endswith(".") else each for each in told).replace("; ", "；")


def interval(low: float, high: float, *, signed: bool = False, places: int) -> str:
    """Bounds as a person reads them; nothing where there are none."""
    if math.isnan(low) or math.isnan(high):
        return ""
    bounds = (amount(bound, signed=signed, places=places) for bound in (low, high))
    return _("{} to {}").format(*bounds)
