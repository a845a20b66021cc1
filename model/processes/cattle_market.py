"""What is sold and bought, planned or in need, and when keeping cattle is not worth it."""

from __future__ import annotations

from typing import Any

from model.arithmetic import fen, whole
from model.ledger import (
    BREEDING_PURCHASES,
    BREEDING_SALES,
    CALVES_SOLD,
    COWS_BOUGHT,
    COWS_SOLD,
    HEIFERS_SOLD,
    STEERS_SOLD,
    STOCK_SALES,
    pay,
    receive,
)
from model.records import County, Household
from model.rule import rule

CALVING, WEANED = 4, 10  # in April calves are born and last year's are a year old; in October they are weaned


@rule
def price_of_calf(county: County) -> float:
    """Yuan for last spring's calf, from weaning in October to a year in April; none is sold before."""
    if WEANED > county.season >= CALVING:
        return 0.0
    grown = (county.season - WEANED) % 12 / 6.0
    return county.calf_price + grown * (county.yearling_price - county.calf_price)


@rule
def price_of_steer(county: County) -> float:
    """Yuan for a steer or a heifer, from a year in April to eighteen months in October and after."""
    grown = (county.season - CALVING) / 6.0 if WEANED > county.season >= CALVING else 1.0
    return county.yearling_price + grown * (county.steer_price - county.yearling_price)


@rule
def sell_young(h: Household, value: int, ledger: Any) -> None:
    """Young stock and culls sold are income."""
    receive(h, ledger, STOCK_SALES, value)
    h.herd += value


@rule
def sell_steers(h: Household, price: float, ledger: Any, animals: Any) -> None:
    """All steers go."""
    animals[STEERS_SOLD] += h.steers
    sell_young(h, fen(h.steers * price), ledger)
    h.steers = 0


@rule
def sell_heifers(h: Household, count: int, price: float, ledger: Any, animals: Any) -> None:
    """Heifers sold young are income."""
    animals[HEIFERS_SOLD] += count
    sell_young(h, fen(count * price), ledger)
    h.heifers -= count
    h.heifers_in_calf = min(h.heifers_in_calf, h.heifers)


@rule
def part_with_heifers(h: Household, count: int, price: float, ledger: Any, animals: Any) -> None:
    """Heifers in calf sold as breeding stock: cash, but not income."""
    animals[HEIFERS_SOLD] += count
    receive(h, ledger, BREEDING_SALES, fen(count * price))
    h.heifers -= count
    h.heifers_in_calf = min(h.heifers_in_calf, h.heifers)


@rule
def sell_calves(h: Household, count: int, price: float, ledger: Any, animals: Any) -> None:
    """Calves sold weaned."""
    animals[CALVES_SOLD] += count
    sell_young(h, fen(count * price), ledger)
    h.calves -= count


@rule
def sell_cows(h: Household, count: int, price: float, ledger: Any, animals: Any) -> None:
    """Breeding cows sold: cash, but not income."""
    animals[COWS_SOLD] += count
    receive(h, ledger, BREEDING_SALES, fen(count * price))
    h.cows -= count
    h.in_calf = min(h.in_calf, h.cows)


@rule
def cull(h: Household, herd: Any, county: County, ledger: Any, animals: Any, u: float) -> None:
    """Cows at the end of their useful life; their price is income."""
    old = min(whole(h.cows / herd.calvings, u), h.cows - h.in_calf)
    animals[COWS_SOLD] += old
    sell_young(h, fen(old * herd.cull_price * county.cow_price), ledger)
    h.cows -= old


@rule
def cow_margin(herd: Any, county: County) -> float:
    """Yuan a year that one more cow is expected to bring at today's prices, before the fixed cost of a herd."""
    calves = 12.0 / herd.interval * (1.0 - herd.calf_loss)
    grown = county.steer_price - county.prices * county.feed * (herd.feed_calf + herd.feed_steer)
    young = calves * max(grown, county.calf_price)
    lost = (herd.death + 1.0 / herd.calvings * (1.0 - herd.cull_price)) * county.cow_price
    margin: float = young - county.prices * county.feed * herd.feed_cow - lost
    return margin


@rule
def room_for_cows(h: Household, herd: Any, fodder: float) -> int:
    """Cows that the household's hands and fodder allow."""
    by_labour = (h.labour * 300.0 - herd.days_fixed) / herd.days_cow
    by_fodder = herd.stretch * max(fodder, 1.0)
    return max(0, int(min(by_labour, by_fodder)))


@rule
def room_to_grow(h: Household, herd: Any) -> int:
    """Cows by which a herd may grow from within: who owes money sells its young stock instead."""
    if h.loan > 0 or h.debt > 0:
        return 0
    return max(0, room_for_cows(h, herd, h.fodder) - h.cows)


@rule
def heifers_to_keep(h: Household, herd: Any, u: float) -> int:
    """Heifers worth mating: those that replace the cows culled this autumn, and those by which the herd may grow."""
    replacing = h.cows / herd.calvings * max(1.0, herd.first_calving / 12.0 - 1.0)  # not all of them conceive
    return room_to_grow(h, herd) + whole(replacing, u)


@rule
def sell_in_autumn(h: Household, herd: Any, county: County, ledger: Any, animals: Any, u: Any) -> None:
    """October: steers and culls go, and heifers without a place in the herd."""
    sell_steers(h, county.steer_price, ledger, animals)
    cull(h, herd, county, ledger, animals, u[0])
    surplus = h.heifers - max(h.heifers_in_calf, min(h.heifers, room_to_grow(h, herd)))
    sell_heifers(h, surplus, county.steer_price, ledger, animals)


@rule
def fattening_pays(herd: Any, county: County) -> bool:
    """Whether a weaned calf is worth more a year from now, less what it eats."""
    cost = county.prices * county.feed * (herd.feed_calf + herd.feed_steer)
    worth = county.steer_price - cost
    return bool(worth >= county.calf_price)


@rule
def sell_weaned(h: Household, herd: Any, county: County, ledger: Any, animals: Any, u: Any) -> None:
    """October, where calves are not fattened: males go, and females but for those that the herd needs."""
    males = whole(0.5 * h.calves, u[1])
    spare = h.calves - males - heifers_to_keep(h, herd, u[2])
    sell_calves(h, males + max(0, spare), county.calf_price, ledger, animals)


@rule
def sell_calves_for_feed(h: Household, bill: int, county: County, ledger: Any, animals: Any) -> None:
    """In autumn, weaned calves pay the part of the winter's `bill` (fen) that cash cannot, at their price."""
    missing = bill - h.cash
    if missing > 0 and h.calves > 0:
        sell_calves(h, min(h.calves, missing // fen(county.calf_price) + 1), county.calf_price, ledger, animals)


@rule
def give_up(h: Household, herd: Any, county: County, ledger: Any, animals: Any, u: float) -> None:
    """A herd that cannot pay its fixed cost, or has no hands, is sold; patience delays it."""
    pays = h.cows * cow_margin(herd, county) > herd.fixed_cost * county.prices
    hands = h.labour * 300.0 >= herd.days_fixed
    if h.cows + h.heifers > 0 and not (pays and hands) and u >= herd.patience:
        sell_heifers(h, h.heifers - h.heifers_in_calf, county.steer_price, ledger, animals)
        part_with_heifers(h, h.heifers_in_calf, county.steer_price, ledger, animals)
        sell_calves(h, h.calves, county.calf_price, ledger, animals)
        sell_cows(h, h.cows, county.cow_price, ledger, animals)


@rule
def restock(h: Household, herd: Any, county: County, spare: int, ledger: Any, animals: Any) -> None:
    """Buy cows out of part of the spare cash, while there is room and the herd it makes would pay."""
    price = fen(county.cow_price)
    wanted = min(int(herd.restock * max(0, spare) / price), room_for_cows(h, herd, h.fodder) - h.cows - h.heifers)
    would_pay = (h.cows + wanted) * cow_margin(herd, county) > herd.worth_starting * herd.fixed_cost * county.prices
    if wanted > 0 and would_pay:
        pay(h, ledger, BREEDING_PURCHASES, wanted * price)
        animals[COWS_BOUGHT] += wanted
        h.cows += wanted
        h.in_calf += int(herd.bought_in_calf * wanted)


@rule
def sell_young_for(h: Household, missing: int, county: County, keep: float, ledger: Any, animals: Any) -> None:
    """Sell young stock until `missing` fen are found: steers, then heifers, then calves, in calf last.

    `keep` is the part of the price that a sale in haste still brings.
    """
    before, older, weaned = h.cash, keep * price_of_steer(county), keep * price_of_calf(county)
    count = heads_for(missing, older, h.steers)
    animals[STEERS_SOLD] += count
    sell_young(h, fen(count * older), ledger)
    h.steers -= count
    empty = h.heifers - h.heifers_in_calf
    sell_heifers(h, heads_for(missing - (h.cash - before), older, empty), older, ledger, animals)
    sell_calves(h, heads_for(missing - (h.cash - before), weaned, h.calves), weaned, ledger, animals)
    part_with_heifers(h, heads_for(missing - (h.cash - before), older, h.heifers_in_calf), older, ledger, animals)


@rule
def heads_for(missing: int, price: float, at_hand: int) -> int:
    """How many of the animals `at_hand` bring `missing` fen at `price` yuan a head; none where they have no price."""
    each = fen(price)
    if missing <= 0 or at_hand == 0 or each <= 0:
        return 0
    return min(at_hand, (missing + each - 1) // each)


@rule
def sell_cows_for(h: Household, missing: int, price: float, ledger: Any, animals: Any) -> None:
    """Sell as many cows as it takes to find `missing` fen at `price` yuan a head."""
    sell_cows(h, heads_for(missing, price, h.cows), price, ledger, animals)
