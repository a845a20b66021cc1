"""Budgets of typical households: every part is what the ledger says, lines add up, and verdicts are computed."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.budgets import FRACTION, LINES, PLACE, PLACE_ON_REGISTER, REPLICATES, SEED, homes_of, receipts, typical
from experiments.budgets_held import ALL_LISTED, AT_THE_START, GROUPS, WITH_COWS, WITHOUT_CATTLE, Held, cells, held
from experiments.documents import BLOCK
from experiments.estimates import Interval
from model import ledger, load_scenario, simulate
from model.simulate import live, new_world
from tests.small import small

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "budgets.md").read_text("utf-8")
EVIDENCE = (DOCS / "evidence" / "budgets.md").read_text("utf-8")
# Yuan a head and year in which the mean of any group must lie; beyond them something is wrong, whatever the evidence.
SANE = {
    "crops": (0, 3000), "grain": (0, 1500), "rent": (0, 600), "wages": (200, 5000), "ecology": (0, 1157),
    "pension": (0, 1368), "dibao": (0, 3000), "grass": (0, 200), "supplement": (0, 600), "photovoltaic": (0, 1500),
    "livelihoods": (0, 3000),
    "dividends": (0, 3000), "herd": (-1000, 6000), "interest": (-1000, 0), "total": (1500, 12000), "line": (2800, 3535),
    "crops and grain": (0, 4000), "herd a cow": (-3000, 8000), "persons": (1, 5), "keepers": (0, 1),
    "cows kept": (1, 9),
}  # fmt: skip
FLOWS = {
    "pension": ledger.PENSION, "dibao": ledger.DIBAO, "grain": ledger.GRAIN_SUBSIDY, "grass": ledger.GRASS_SUBSIDY,
    "guarantee": ledger.GUARANTEE_PAID, "supplement": ledger.SUPPLEMENT_PAID, "ecology": ledger.ECOLOGY_WAGES,
    "photovoltaic": ledger.PV_DIVIDENDS, "courtyard": ledger.COURTYARD_SALES, "tourism": ledger.GUESTS_PAY,
}  # fmt: skip
TRANSFERS = ("pension", "dibao", "grain", "grass")
each_group = pytest.mark.parametrize("name", list(GROUPS))


def numbers(text):
    """Every number of a text, thousands separated by commas."""
    return [float(each.replace(",", "")) for each in re.findall(r"-?\d[\d,]*(?:\.\d+)?", text)]


def page_rows(name):
    """The cells of every row of a group's table on the page, under its headings."""
    (block,) = (found[0] for found in BLOCK.finditer(PAGE) if found[0].startswith(f"<!-- generated: budget {name} "))
    table = [[cell.strip() for cell in line.split("|")[1:-1]] for line in block.splitlines() if line.startswith("|")]
    return [dict(zip(table[0], row, strict=True)) for row in table[2:]]


def lived(months):
    """A small county month by month, with what each household's place on the register was as the month began."""
    scenario = small(months=months, population__households=1200, population__listed=300)
    world = new_world(scenario, 7)
    before = world.households[list(PLACE_ON_REGISTER)].copy()
    for _ in live(world):
        yield world, before
        before = world.households[list(PLACE_ON_REGISTER)].copy()


def test_every_receipt_is_what_the_ledger_says():
    seen = dict.fromkeys(FLOWS, 0)
    for world, before in lived(60):
        got = {name: int(amounts.sum()) for name, amounts in receipts(world, before).items()}
        assert got == {name: int(world.ledger[flow]) for name, flow in FLOWS.items()}
        seen = {name: seen[name] + fen for name, fen in got.items()}
    assert min(seen.values()) > 0


SMALL = (
    "TRUSTEE_DIVIDENDS", "ENTERPRISE_DIVIDENDS", "ASSET_DIVIDENDS", "VILLAGE_DIVIDENDS", "POST_WAGES", "POINTS_GOODS",
    "AID_GIFTS", "CONTRACT_PREMIUMS", "DISASTER_AID",
)  # fmt: skip


def test_receipts_leave_over_only_dividends_and_small_programmes():
    """A year's transfers are four receipts; of programme income six are known, and the rest has one line."""
    year, dividends = dict.fromkeys(FLOWS, 0), 0
    for world, before in lived(60):
        year = {name: year[name] + amounts for name, amounts in receipts(world, before).items()}
        dividends += int(world.ledger[[getattr(ledger, name) for name in SMALL]].sum())
        if world.assessed:
            h = world.households
            np.testing.assert_array_equal(h.transfers, sum(year[name] for name in TRANSFERS))
            rest = h.programme - sum(year[name] for name in FLOWS if name not in TRANSFERS)
            assert (rest >= 0).all()
            assert int(rest.sum()) == dividends
            year, dividends = dict.fromkeys(FLOWS, 0), 0


@each_group
def test_lines_add_up_to_income(name):
    group = GROUPS[name]
    for homes in homes_of(group.policy, group.year):
        np.testing.assert_allclose(homes[list(LINES)].sum(axis=1), homes["total"], atol=0.005)


@each_group
def test_printed_lines_add_up_to_the_printed_income_but_for_rounding(name):
    rows = page_rows(name)
    columns = ["mean of the group [95 %]"] + (["this household"] if GROUPS[name].example else [])
    lines = [row for row in rows if row["yuan a head and year"] in LINES.values()]
    (income,) = (row for row in rows if row["yuan a head and year"] == "**income**")
    for column in columns:
        added = sum(numbers(row[column])[0] for row in lines)
        assert abs(added - numbers(income[column])[0]) <= 0.5 * (len(LINES) + 1)


@each_group
def test_every_figure_is_finite_and_sane(name):
    example, found = held(GROUPS[name])
    for each in found:
        if each.evidence is not None or each.name in LINES:
            low, high = SANE[each.name]
            assert np.isfinite(each.mean).all(), each
            assert low <= each.mean.low <= each.mean.estimate <= each.mean.high <= high, each
    assert 0 < example["total"] / example["persons"] < 15_000
    assert 1 <= example["persons"] <= 8


@pytest.mark.parametrize("name", [name for name, group in GROUPS.items() if group.example])
def test_a_typical_household_is_one_that_the_model_simulates(name):
    """The year of the household shown is what a run that watches it says."""
    group, (example, _) = GROUPS[name], held(GROUPS[name])
    years = group.year - 2013
    scenario = load_scenario(PLACE, group.policy).with_values({"sample_fraction": FRACTION, "months": 12 * years})
    last = simulate(scenario, SEED, watch=[int(example["household"])]).watched.iloc[-1]
    assert last["month"] == f"{group.year}-12"
    assert last["members"] == example["persons"]
    for account in ("wages", "crops", "herd", "rent", "interest"):
        assert abs(example[account]) == pytest.approx(abs(last[account]) / 100.0)
    assert example["total"] == pytest.approx(last["year_income"] / 100.0)


def test_a_typical_household_is_nearest_to_the_medians():
    homes = pd.DataFrame({"persons": [2, 2, 2, 3, 6], "wages": [0.0, 900.0, 1000.0, 1500.0, 9000.0]})
    homes = homes.assign(**{line: 0.0 for line in LINES if line != "wages"}, total=homes["wages"])
    assert typical(homes).name == 2
    assert typical(homes.iloc[[4]]).name == 4


def test_the_figures_held_are_those_of_the_evidence():
    rows = [line.strip("| ").split("|") for line in EVIDENCE.splitlines() if line.startswith("| 2")]
    start, without, listed = ([cell.replace("*", "").strip() for cell in row] for row in rows)
    names = ["crops", "rent", "wages", "ecology", "pension", "dibao", "grain", "photovoltaic", "interest", "total"]
    said = {name: numbers(cell)[0] for name, cell in zip(names, start[1:], strict=False) if cell}
    assert said | {"interest": -said["interest"], "persons": 2.62} == AT_THE_START
    assert "a listed household of 2.62 persons" in EVIDENCE
    said = {name: numbers(cell)[0] for name, cell in zip(names, without[1:], strict=False) if numbers(cell)}
    said["crops and grain"] = said.pop("crops")
    assert without[7] == "in crops"
    assert said | {"interest": -said["interest"]} == WITHOUT_CATTLE
    keepers, kept, _, herd, total = numbers(listed[0].partition(",")[2])
    assert (WITH_COWS["herd"], WITH_COWS["total"]) == (herd, total)
    assert (ALL_LISTED["keepers"], ALL_LISTED["cows kept"]) == (keepers / 100, kept)
    assert (ALL_LISTED["herd"], ALL_LISTED["total"]) == tuple(numbers(listed[10]))
    assert "about 2,240 net (1,000-3,800)" in EVIDENCE


def test_whether_a_figure_is_met_is_computed():
    group = GROUPS["at_the_start"]
    found = {each.name: each for each in held(group)[1]}
    mean = found["crops"].mean.estimate
    for evidence, met in [(mean, True), (mean / 1.19, True), (mean / 1.21, False), (mean / 0.79, False), (None, None)]:
        moved = replace(group, evidence={"crops": evidence} if evidence else {})
        assert {each.name: each.met for each in held(moved)[1]}["crops"] is met
    row = Held("interest", -1.0, Interval(-150.0, -160.0, -140.0), -170.0, -204.0, -136.0)
    assert cells(row) == ("- interest", "-1", "-150 [-160, -140]", "-170: -204 to -136", "yes")
    assert cells(replace(row, low=-204.0, high=-151.0))[-1] == "**no**"
    assert cells(replace(row, evidence=None))[-2:] == ("", "")


@each_group
def test_the_page_says_met_where_its_numbers_say_so(name):
    rows = [row for row in page_rows(name) if row["evidence: from, to"]]
    assert len(rows) == len(GROUPS[name].evidence)
    for row in rows:
        mean, (_, low, high) = numbers(row["mean of the group [95 %]"])[0], numbers(row["evidence: from, to"])
        if mean not in (low, high):  # as rounded
            assert row["met"] == ("yes" if low < mean < high else "**no**"), row
    count = f"| {GROUPS[name].title} | {len(rows)} | {sum(row['met'] == 'yes' for row in rows)} |"
    assert count in PAGE


def test_the_page_says_how_much_was_run():
    assert (REPLICATES, FRACTION) == (10, 0.1)
    assert "ten replicates of a tenth of Kezuohou Banner" in PAGE
