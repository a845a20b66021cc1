"""What is done against poverty, one file for each kind; here they are only named."""

from model.interventions.cattle_loan import CattleLoan
from model.interventions.continuity import Continuity
from model.interventions.courtyard import Courtyard
from model.interventions.debt_resolution import DebtResolution
from model.interventions.disability_supplement import DisabilitySupplement
from model.interventions.drip_irrigation import DripIrrigation
from model.interventions.ecological_work import EcologicalWork
from model.interventions.ecommerce import Ecommerce
from model.interventions.health_cover import HealthCover
from model.interventions.house_renovation import HouseRenovation
from model.interventions.medical_assistance import MedicalAssistance
from model.interventions.minimum_living import MinimumLiving
from model.interventions.monitoring import Monitoring
from model.interventions.photovoltaic import Photovoltaic
from model.interventions.relocation import Relocation
from model.interventions.temporary_relief import TemporaryRelief
from model.interventions.tourism import Tourism
from model.interventions.treat_first import TreatFirst
from model.interventions.village_helpers import VillageHelpers

KINDS: dict[str, type] = {
    "cattle_loan": CattleLoan,
    "continuity": Continuity,
    "courtyard": Courtyard,
    "debt_resolution": DebtResolution,
    "disability_supplement": DisabilitySupplement,
    "drip_irrigation": DripIrrigation,
    "ecological_work": EcologicalWork,
    "ecommerce": Ecommerce,
    "health_cover": HealthCover,
    "house_renovation": HouseRenovation,
    "medical_assistance": MedicalAssistance,
    "minimum_living": MinimumLiving,
    "monitoring": Monitoring,
    "photovoltaic": Photovoltaic,
    "relocation": Relocation,
    "temporary_relief": TemporaryRelief,
    "tourism": Tourism,
    "treat_first": TreatFirst,
    "village_helpers": VillageHelpers,
}
