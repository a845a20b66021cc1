"""Groups of programmes, as people write them: by name, by pattern, on a command line or in a TOML file."""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from model.errors import Fault, ScenarioError, unknown
from model.messages import _
from model.scenario_file import read

type Groups = dict[str, tuple[str, ...]]

REST = "others"


def groups_in(programmes: Sequence[str], given: Mapping[str, Iterable[str]] | None = None) -> Groups:
    """Each group's programmes, in the order of the mix; every programme is in one group.

    `given` maps a group to names or patterns ("*_insurance"); what is in none of them makes up `others`.  Without it
    each programme is a group of its own.  Raises ScenarioError where a pattern fits nothing, or a programme would be
    in two groups.
    """
    if not given:
        return {name: (name,) for name in programmes}
    faults, home = list[Fault](), dict[str, str]()
    for group, patterns in given.items():
        for pattern in patterns:
            found = [name for name in programmes if fnmatchcase(name, pattern)]
            if not found:
                what = _("'{pattern}' is no programme of this mix, and no pattern of any").format(pattern=pattern)
                faults.append(Fault(f"groups.{group}", unknown(what, pattern, programmes)))
            for name in found:
                if home.setdefault(name, group) != group:
                    message = _("{name} is in '{other}' too; a programme can be in one group.")
                    faults.append(Fault(f"groups.{group}", message.format(name=name, other=home[name])))
    if faults:
        raise ScenarioError(faults)
    named = {group: tuple(name for name in programmes if home.get(name) == group) for group in given}
    rest = tuple(name for name in programmes if name not in home)
    if rest and REST in named:
        message = _("'{name}' is the name of all programmes in no other group; give this one another name.")
        raise ScenarioError([Fault(f"groups.{REST}", message.format(name=REST))])
    return named | ({REST: rest} if rest else {})


def groups_written(texts: Sequence[str]) -> dict[str, list[str]]:
    """Groups from "health=health_cover,treat_first", several of them, or the path of a TOML file of such lists.

    Raises ScenarioError where a text is neither, or a group is named twice.
    """
    found: dict[str, list[str]] = {}
    for text in texts:
        tables = _in_file(Path(text)) if text.endswith(".toml") else _in_words(text)
        for group, names in tables.items():
            if group in found:
                raise ScenarioError([Fault("groups", _("'{name}' is given twice.").format(name=group))])
            found[group] = names
    return found


def _in_words(text: str) -> dict[str, list[str]]:
    group, sign, names = (part.strip() for part in text.partition("="))
    listed = [name.strip() for name in names.split(",") if name.strip()]
    if not (group and sign and listed):
        message = _("'{text}' is no group. Write it as health=health_cover,treat_first or name a TOML file.")
        raise ScenarioError([Fault("groups", message.format(text=text))])
    return {group: listed}


def _in_file(path: Path) -> dict[str, list[str]]:
    if not path.is_file():
        raise ScenarioError([Fault("groups", _("there is no file {path}.").format(path=path))])
    document = read("groups", path)
    faults = [
        document.fault((name,), _("must be a list of names of programmes."))
        for name, each in document.content.items()
        if not (isinstance(each, list) and each and all(isinstance(one, str) for one in each))
    ]
    if faults:
        raise ScenarioError(faults)
    return {name: list(each) for name, each in document.content.items()}
