"""What is done against poverty, one file for each kind; here they are only named."""

from model.interventions.cattle_loan import CattleLoan
from model.interventions.continuity import Continuity
from model.interventions.disability_supplement import DisabilitySupplement
from model.interventions.ecological_work import EcologicalWork
from model.interventions.health_cover import HealthCover
from model.interventions.house_renovation import HouseRenovation
from model.interventions.medical_assistance import MedicalAssistance
from model.interventions.minimum_living import MinimumLiving
from model.interventions.monitoring import Monitoring
from model.interventions.photovoltaic import Photovoltaic
from model.interventions.relocation import Relocation
from model.interventions.treat_first import TreatFirst
from model.interventions.village_helpers import VillageHelpers

KINDS: dict[str, type] = {
    "cattle_loan": CattleLoan,
    "continuity": Continuity,
    "disability_supplement": DisabilitySupplement,
    "ecological_work": EcologicalWork,
    "health_cover": HealthCover,
    "house_renovation": HouseRenovation,
    "medical_assistance": MedicalAssistance,
    "minimum_living": MinimumLiving,
    "monitoring": Monitoring,
    "photovoltaic": Photovoltaic,
    "relocation": Relocation,
    "treat_first": TreatFirst,
    "village_helpers": VillageHelpers,
}
