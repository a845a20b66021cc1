"""What a design file says of failure: tables [failure] and [discovery], beside those of any design.

[failure] has `measure`, a column of runs, and `above` or `below`, in the measure's unit; `policies`, which are judged,
all but the baseline unless given; and `against`, the baseline, where its difference is judged instead of the level.
[discovery], all of which can be left out, has what `experiments.discovery.Peeling` has.  docs/discovery.md has an
example.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from experiments.design_reading import COUNT, SEED, number, only_keys, whole, wrong
from experiments.discovery import SIDES, Criterion, Discovery, Peeling, discover, judged
from experiments.factors import numbers_of_all
from experiments.headline import OWN_UNITS, split
from experiments.plans import Sweep
from experiments.sensitivity import MEASURES, outputs_of
from experiments.summary import UNITS
from experiments.sweep_file import Asked
from model.declared import shown
from model.errors import Fault, ScenarioError, unknown
from model.messages import _
from model.scenario_file import Document

FAILURE = ("measure", *SIDES, "policies", "against")
SHARES = ("mass", "peel")
COUNTS = {"resamples": (2, COUNT[1]), "seed": SEED}
FEWEST = 10  # points: of fewer there is no box worth a name


class Question(NamedTuple):
    """What counts as failure, of which policies, and how PRIM works."""

    criterion: Criterion
    policies: tuple[str, ...]
    peeling: Peeling


def question_of(asked: Asked) -> Question:
    """The question of a design. Raises ScenarioError with file, line, what is allowed and what was meant."""
    document, plan = asked.document, asked.plan
    policies = tuple(dict.fromkeys(scenario.policy for scenario in plan.scenarios))
    if len(plan.points) < FEWEST or not len(plan.points.columns):
        message = _("{count} points are too few to look for a box in; at least {least}, of numbers with a range.")
        raise ScenarioError([document.fault(("sampler",), message.format(count=len(plan.points), least=FEWEST))])
    given = document.content.get("failure")
    if not isinstance(given, Mapping):
        message = _("say what counts as failure: [failure] with measure, and above or below.")
        raise ScenarioError([Fault("failure", message, document.path.name, 1)])
    only_keys(document, ("failure",), given, FAILURE)
    against = given.get("against", "")
    if against not in ("", plan.baseline):
        what = _("{name} is not the baseline, and differences are from it").format(name=shown(against))
        raise wrong(document, ("failure", "against"), unknown(what, against, [plan.baseline]))
    judging = _policies(document, given, policies, plan.baseline, bool(against))
    return Question(Criterion(*_threshold(document, given), against), judging, _peeling(document))


def discoveries(asked: Asked, question: Question, done: Sweep) -> list[Discovery]:
    """What was found of each policy that is judged, from the runs of the design."""
    criterion = question.criterion
    outputs = outputs_of(done, (criterion.measure,))
    units = {path: each.unit for path, each in numbers_of_all(asked.plan.scenarios).items()}
    units[criterion.measure] = {**UNITS, **OWN_UNITS}.get(split(criterion.measure)[0], "")
    return [
        discover(judged(done.points, values, criterion), criterion, question.peeling, policy=policy, units=units)
        for policy in question.policies
        if (
            values := {
                output.future: each
                for output, each in outputs.items()
                if output.policy == policy and output.against == criterion.against
            }
        )
    ]


def _threshold(document: Document, given: Mapping[str, Any]) -> tuple[str, str, float]:
    """Measure, side and threshold."""
    measure = given.get("measure", "")
    if measure not in MEASURES:
        what = _("there is no measure {0}").format(shown(measure))
        raise wrong(document, ("failure", "measure"), unknown(what, measure, MEASURES))
    sides = [side for side in SIDES if side in given]
    if len(sides) != 1:
        raise wrong(document, ("failure",), _("give either above or below, one of them."))
    return measure, sides[0], number(document, ("failure", sides[0]))


def _policies(
    document: Document, given: Mapping[str, Any], policies: tuple[str, ...], baseline: str, compared: bool
) -> tuple[str, ...]:
    others = tuple(policy for policy in policies if policy != baseline)
    wanted = given.get("policies", list(others or policies))
    wanted = [wanted] if isinstance(wanted, str) else wanted
    allowed = others if compared else policies
    for policy in wanted if isinstance(wanted, list) else [wanted]:
        if policy not in allowed:
            what = _("{name} is not among the policies that can be judged").format(name=shown(policy))
            raise wrong(document, ("failure", "policies"), unknown(what, policy, allowed))
    return tuple(dict.fromkeys(wanted))


def _peeling(document: Document) -> Peeling:
    given = document.content.get("discovery", {})
    only_keys(document, ("discovery",), given, (*SHARES, *COUNTS))
    usual = Peeling()
    shares = {name: number(document, ("discovery", name), (0.0, 0.5)) for name in SHARES if name in given}
    counts = {
        name: whole(document, ("discovery", name), getattr(usual, name), bounds) for name, bounds in COUNTS.items()
    }
    return Peeling(**shares, **counts)
