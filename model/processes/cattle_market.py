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
    """Heifers sold young in autumn, as planned, are income."""
    animals[HEIFERS_SOLD] += count
    sell_young(h, fen(count * price), ledger)
    h.heifers -= count
    h.heifers_in_calf = min(h.heifers_in_calf, h.heifers)


@rule
def part_with_heifers(h: Household, count: int, price: float, ledger: Any, animals: Any) -> None:
    """Heifers kept for breeding and sold all the same: cash, but not income."""
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
def heifers_to_keep(h: Household, herd: Any, u: float) -> int:
    """Heifers worth mating: those that replace the cows culled this autumn, and those there is room for."""
    return max(0, room_for_cows(h, herd, h.fodder) - h.cows) + whole(h.cows / herd.calvings, u)


@rule
def sell_in_autumn(h: Household, herd: Any, county: County, ledger: Any, animals: Any, u: Any) -> None:
    """October: steers and culls go, heifers beyond what hands and fodder allow, calves where fattening does not pay."""
    sell_steers(h, county.steer_price, ledger, animals)
    cull(h, herd, county, ledger, animals, u[0])
    room = room_for_cows(h, herd, h.fodder) - h.cows
    surplus = min(h.heifers - h.heifers_in_calf, max(0, h.heifers - max(h.heifers_in_calf, room)))
    sell_heifers(h, surplus, county.steer_price, ledger, animals)
    fattening = county.prices * county.feed * (herd.feed_calf + herd.feed_steer)
    if h.calves > 0 and county.steer_price - fattening < county.calf_price:
        sell_calves(h, whole(0.5 * h.calves, u[1]), county.calf_price, ledger, animals)


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
        part_with_heifers(h, h.heifers, county.steer_price, ledger, animals)
        sell_calves(h, h.calves, county.calf_price, ledger, animals)
        sell_cows(h, h.cows, county.cow_price, ledger, animals)


@rule
def restock(h: Household, herd: Any, county: County, spare: int, ledger: Any, animals: Any) -> None:
    """Buy cows out of part of the spare cash, while there is room and the herd it makes would pay."""
    price = fen(county.cow_price)
    wanted = min(int(herd.restock * max(0, spare) / price), room_for_cows(h, herd, h.fodder) - h.cows - h.heifers)
    would_pay = (h.cows + wanted) * cow_margin(herd, county) > 1.5 * herd.fixed_cost * county.prices
    if wanted > 0 and would_pay:
        pay(h, ledger, BREEDING_PURCHASES, wanted * price)
        animals[COWS_BOUGHT] += wanted
        h.cows += wanted
        h.in_calf += min(wanted, int(0.9 * wanted))


@rule
def sell_young_in_need(h: Household, missing: int, county: County, ledger: Any, animals: Any) -> None:
    """Sell young stock, steers first, then heifers, then calves, until `missing` fen are found."""
    if h.steers > 0:
        count = min(h.steers, missing // fen(0.9 * county.steer_price) + 1)
        animals[STEERS_SOLD] += count
        sell_young(h, fen(count * 0.9 * county.steer_price), ledger)
        h.steers -= count
        missing -= fen(count * 0.9 * county.steer_price)
    if missing > 0 and h.heifers > 0:
        count = min(h.heifers, missing // fen(0.8 * county.steer_price) + 1)
        part_with_heifers(h, count, 0.8 * county.steer_price, ledger, animals)
        missing -= fen(count * 0.8 * county.steer_price)
    if missing > 0 and h.calves > 0:
        count = min(h.calves, missing // fen(0.6 * county.calf_price) + 1)
        sell_calves(h, count, 0.6 * county.calf_price, ledger, animals)


@rule
def sell_cows_for(h: Household, missing: int, price: float, ledger: Any, animals: Any) -> None:
    """Sell as many cows as it takes to find `missing` fen at `price` yuan a head."""
    if missing > 0 and h.cows > 0:
        sell_cows(h, min(h.cows, (missing + fen(price) - 1) // fen(price)), price, ledger, animals)
