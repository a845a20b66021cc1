"""Weather and prices: what the county deals to everyone alike this month."""

from __future__ import annotations

from dataclasses import dataclass

from model.number import number


@dataclass(frozen=True, slots=True)
class Weather:
    """Drought, winter disaster and cattle disease; dated ones are read from the series, others are drawn."""

    dated: bool = number(True, source="drought", confidence="setting")
    drought: float = number(0.3, unit="share/year", low=0.2, high=0.45, source="h_drought", confidence="guess")
    severe: float = number(0.33, unit="share", low=0.15, high=0.5, source="h_drought", confidence="guess")
    moderate: float = number(0.5, unit="severity", low=0.3, high=0.7, source="l_drought", confidence="guess")
    winter: float = number(0.12, unit="share/year", low=0.06, high=0.25, source="h_dzud", confidence="guess")
    disease: float = number(0.0, unit="share/year", low=0.0, high=0.1, source="design", confidence="setting")


@dataclass(frozen=True, slots=True)
class Markets:
    """Cattle prices around their path and by local trade, feed by drought and by stocking, late solar subsidies.

    `feed_stocking` is what a county that must buy feed for all its winters, where it once bought for none, would pay
    more, as a ratio to a normal year's price.
    """

    persistence: float = number(
        0.97, unit="autocorrelation/month", low=0.95, high=0.985, source="rho_p", confidence="guess"
    )
    spread: float = number(0.0, unit="log", low=0.0, high=0.25, source="rho_p", confidence="setting")
    subsidy_late: int = number(0, unit="months", low=0, high=36, source="pv_subsidy_delay", confidence="setting")
    pass_through: float = number(0.1, unit="elasticity", low=0.0, high=0.3, source="pass_through", confidence="guess")
    feed_drought: float = number(0.45, unit="ratio", low=0.25, high=0.7, source="e_feed", confidence="guess")
    feed_stocking: float = number(
        0.5, unit="ratio", low=0.0, high=0.9, most=0.9, source="feed_stocking", confidence="guess"
    )
