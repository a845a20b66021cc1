"""The programmes of the mix reach the household, always in this order; one that is not running does nothing."""

from __future__ import annotations

from model.interventions.asset_income import deliver_asset_income
from model.interventions.cattle_loan import deliver_cattle_loan
from model.interventions.chronic_care import deliver_chronic_care
from model.interventions.courtyard import deliver_courtyard
from model.interventions.debt_resolution import deliver_debt_resolution
from model.interventions.disability_supplement import deliver_disability_supplement
from model.interventions.drip_irrigation import deliver_drip_irrigation
from model.interventions.ecological_work import deliver_ecological_work
from model.interventions.ecommerce import deliver_ecommerce
from model.interventions.education_support import deliver_education_support
from model.interventions.house_renovation import deliver_house_renovation
from model.interventions.leader_firm import deliver_leader_firm
from model.interventions.minimum_living import deliver_minimum_living
from model.interventions.monitoring import deliver_monitoring
from model.interventions.photovoltaic import deliver_photovoltaic
from model.interventions.points_supermarket import deliver_points_supermarket
from model.interventions.public_posts import deliver_public_posts
from model.interventions.relocation import deliver_relocation
from model.interventions.temporary_relief import deliver_temporary_relief
from model.interventions.tourism import deliver_tourism
from model.interventions.village_helpers import deliver_village_helpers
from model.livelihoods import CONNECTED, SUPPORTED_PUPILS, THRIFTY
from model.phases.stage import Stage
from model.records import MONITORED, Household
from model.rule import rule

LASTING = CONNECTED | THRIFTY | SUPPORTED_PUPILS  # livelihoods that bring nothing month by month


@rule
def deliver_programmes(s: Stage, h: Household, share: float) -> None:
    """A month of every programme; `share` is what the household's place on the register entitles it to.

    Most households are in none, and are told so by a few tests.
    """
    if is_served(h):
        deliver_services(s, h, share)
    numbers, county, ledger = s.numbers[0], s.county[0], s.ledger
    if h.rolls != 0:
        deliver_public_posts(h, numbers.public_posts, share, ledger)
        deliver_points_supermarket(h, numbers.points_supermarket, share, ledger)
        deliver_education_support(h, numbers.education_support, share, county, ledger)
        deliver_chronic_care(h, numbers.chronic_care, share, ledger)
    if h.livelihoods & ~LASTING != 0:
        deliver_courtyard(h, numbers.courtyard, county, ledger)
        deliver_drip_irrigation(h, numbers.drip_irrigation, county, ledger)
        deliver_ecommerce(h, numbers.ecommerce, county, ledger)
        deliver_tourism(h, numbers.tourism, county, ledger)
        deliver_asset_income(h, numbers.asset_income, share, county, ledger)
        deliver_leader_firm(h, numbers.leader_firm, county, ledger)


@rule
def is_served(h: Household) -> bool:
    """Whether a programme with a field of its own in the record may have something for the household."""
    served = h.building | h.loan_mode | h.pv_kind | h.eco_worker | h.guaranteed | h.mediated | h.relieved
    found = (h.supplement | h.helped) | (h.register == MONITORED)
    return bool((served | found) != 0)


@rule
def deliver_services(s: Stage, h: Household, share: float) -> None:
    """A month of the programmes that have a field of their own in the record."""
    numbers, county, ledger = s.numbers[0], s.county[0], s.ledger
    deliver_relocation(h, numbers.relocation, county, ledger, s.animals)
    deliver_house_renovation(h, numbers.house_renovation, ledger)
    deliver_cattle_loan(h, numbers.cattle_loan, share, county, ledger, s.animals)
    deliver_photovoltaic(h, numbers.photovoltaic, share, county, s.villages[h.village], ledger)
    deliver_ecological_work(h, numbers.ecological_work, share, ledger)
    deliver_minimum_living(h, numbers.minimum_living, share, county, ledger)
    deliver_debt_resolution(h, numbers.debt_resolution, ledger)
    deliver_temporary_relief(h, numbers.temporary_relief, share, ledger)
    deliver_disability_supplement(h, numbers.disability_supplement, share, ledger)
    deliver_monitoring(h, numbers.monitoring, county, ledger)
    deliver_village_helpers(h, numbers.village_helpers, share, ledger)
