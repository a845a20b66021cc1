"""What is done against poverty, one file for each kind; here they are only named."""

from model.interventions.asset_income import AssetIncome
from model.interventions.cattle_loan import CattleLoan
from model.interventions.chronic_care import ChronicCare
from model.interventions.collective_dividend import CollectiveDividend
from model.interventions.continuity import Continuity
from model.interventions.courtyard import Courtyard
from model.interventions.custom_reform import CustomReform
from model.interventions.debt_resolution import DebtResolution
from model.interventions.disability_supplement import DisabilitySupplement
from model.interventions.disaster_relief import DisasterRelief
from model.interventions.drip_irrigation import DripIrrigation
from model.interventions.ecological_work import EcologicalWork
from model.interventions.ecommerce import Ecommerce
from model.interventions.education_support import EducationSupport
from model.interventions.external_aid import ExternalAid
from model.interventions.health_cover import HealthCover
from model.interventions.house_renovation import HouseRenovation
from model.interventions.infrastructure import Infrastructure
from model.interventions.labour_transfer import LabourTransfer
from model.interventions.leader_firm import LeaderFirm
from model.interventions.livestock_insurance import LivestockInsurance
from model.interventions.medical_assistance import MedicalAssistance
from model.interventions.minimum_living import MinimumLiving
from model.interventions.monitoring import Monitoring
from model.interventions.photovoltaic import Photovoltaic
from model.interventions.points_supermarket import PointsSupermarket
from model.interventions.price_insurance import PriceInsurance
from model.interventions.public_posts import PublicPosts
from model.interventions.relocation import Relocation
from model.interventions.temporary_relief import TemporaryRelief
from model.interventions.tourism import Tourism
from model.interventions.training import Training
from model.interventions.treat_first import TreatFirst
from model.interventions.village_helpers import VillageHelpers
from model.interventions.winter_fodder import WinterFodder

KINDS: dict[str, type] = {
    "asset_income": AssetIncome,
    "cattle_loan": CattleLoan,
    "chronic_care": ChronicCare,
    "collective_dividend": CollectiveDividend,
    "continuity": Continuity,
    "courtyard": Courtyard,
    "custom_reform": CustomReform,
    "debt_resolution": DebtResolution,
    "disability_supplement": DisabilitySupplement,
    "disaster_relief": DisasterRelief,
    "drip_irrigation": DripIrrigation,
    "ecological_work": EcologicalWork,
    "ecommerce": Ecommerce,
    "education_support": EducationSupport,
    "external_aid": ExternalAid,
    "health_cover": HealthCover,
    "house_renovation": HouseRenovation,
    "infrastructure": Infrastructure,
    "labour_transfer": LabourTransfer,
    "leader_firm": LeaderFirm,
    "livestock_insurance": LivestockInsurance,
    "medical_assistance": MedicalAssistance,
    "minimum_living": MinimumLiving,
    "monitoring": Monitoring,
    "photovoltaic": Photovoltaic,
    "points_supermarket": PointsSupermarket,
    "price_insurance": PriceInsurance,
    "public_posts": PublicPosts,
    "relocation": Relocation,
    "temporary_relief": TemporaryRelief,
    "tourism": Tourism,
    "training": Training,
    "treat_first": TreatFirst,
    "village_helpers": VillageHelpers,
    "winter_fodder": WinterFodder,
}

# What becomes of a programme's help to a household that leaves the register: the words of `AFTER_EXIT`.
AFTER_EXIT: dict[str, str] = {
    "fades": "What it pays to households and does for them follows the support owed after exit, and ends with it.",
    "runs out": "What was granted runs to its own end, by contract or by law; nothing new is granted without support.",
    "stays": "What was built or learnt stays with the household.",
    "never tied": "It treats a household that was taken off the register like one that never was on it.",
}
