"""The parts of a household's life, one file each; here only their numbers are named."""

from model.processes.adoption import Adoption
from model.processes.assessment import Assessment
from model.processes.credit import Credit
from model.processes.crops import Crops
from model.processes.funds import Funds
from model.processes.health import Health
from model.processes.herd import Herd
from model.processes.kinship import Kinship
from model.processes.life import Life
from model.processes.living import Living
from model.processes.marriage import Marriage
from model.processes.population import Population
from model.processes.register import Register
from model.processes.safety_net import SafetyNet
from model.processes.school import School
from model.processes.splitting import Splitting
from model.processes.weather import Markets, Weather
from model.processes.work import Work

PROCESSES: dict[str, type] = {
    "adoption": Adoption,
    "assessment": Assessment,
    "credit": Credit,
    "crops": Crops,
    "funds": Funds,
    "health": Health,
    "herd": Herd,
    "kinship": Kinship,
    "life": Life,
    "living": Living,
    "markets": Markets,
    "marriage": Marriage,
    "population": Population,
    "register": Register,
    "safety_net": SafetyNet,
    "school": School,
    "splitting": Splitting,
    "weather": Weather,
    "work": Work,
}
