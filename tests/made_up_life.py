"""The invented record of one household, with the columns of `Result.watched`."""

import numpy as np
import pandas as pd

from model.calendar import month_name, month_number

START, MONTHS = month_number("2014-01"), 132


def made_up_record(*, lent: bool = False) -> pd.DataFrame:
    """A household that leaves poverty in 2016, falls ill in 2018, and is poor again in 2019 unless it has cattle."""
    passed = np.arange(MONTHS)
    month = START + passed
    year, december = 2014 + passed // 12, passed % 12 == 11
    owner = lent & (year >= 2016)
    ill = (year == 2018) & (passed % 12 >= 3)
    income = 6300.0 + 1600 * (passed // 12) + 9000 * owner - 6500 * ((year >= 2019) & ~owner)
    line = 2800 * 1.06 ** np.minimum(passed // 12, 6)
    poor = income < 3 * line
    assessed = np.maximum.accumulate(np.where(december, passed, -1))
    year_poor = np.where(assessed >= 0, poor[assessed], True)
    change = np.diff(year_poor.astype(int), prepend=1)
    cows = np.where(owner, 5 - 2 * (year >= 2019), 0)
    return pd.DataFrame(
        {
            "month": [month_name(each) for each in month], "household": 77, "where": 0,
            "members": np.where(year < 2020, 3, 2),
            "able": 2, "ill": ill.astype(int), "jobs": (year >= 2015).astype(int) - ill, "cows": cows, "heifers": 0,
            "steers": 0, "calves": np.where(owner & (passed % 12 >= 3), 3, 0), "trusted": 0,
            "cash": 100 * (800 + 40 * passed),
            "loan": np.where(owner & (year < 2019), 5_000_000, 0), "debt": np.where(year >= 2018, 900_000, 150_000),
            "register": np.where(year < 2017, 1, 2), "house": np.where(year < 2016, 0, 1), "dibao": 0, "pv_kind": 0,
            "eco_worker": 0, "livelihoods": 0, "rolls": 0, "wed_month": 0, "split_month": 0, "claim": 0,
            "mediated": 0, "excluded": 0,
            "coped": np.where(ill & (passed % 12 < 11), 4, 0),
            "ill_month": np.where(ill, month, 0), "bill_month": np.where((year == 2018) & (passed % 12 == 3), month, 0),
            "year_income": (100 * income).astype(int), "year_poor": year_poor.astype(int),
            "year_exits": (change < 0).cumsum(), "year_returns": (change > 0).cumsum(), "year_cause": 1,
        }
    )  # fmt: skip
