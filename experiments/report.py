"""The report of a study: one plain page that needs nothing beside itself, and the figures as files."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from experiments import language, words
from experiments.catalogue import parameters
from experiments.charts import FIGURES
from experiments.charts_style import inline, save, setting_of
from experiments.gains import gains_tables
from experiments.lettering import face_of
from experiments.tables import headline_tables, level_table
from model.messages import _

NAME, FIGURE_FOLDER = "report", "figures"


def write_report(study: Any, folder: Path | str, lang: str = "en") -> Path:
    """Write figures/ and report.html of a study into a folder; the path of the report.

    In another language than English files are named after it too (report.zh.html).  The same study gives the same
    bytes.
    """
    folder = Path(folder)
    with language.speaking(lang):
        drawings = {
            name: save(plot(study), folder / FIGURE_FOLDER, name)[0].read_text("utf-8")
            for name, plot in FIGURES.items()
        }
        path = language.named(folder / f"{NAME}.html")
        path.write_text(page(study, drawings), "utf-8", newline="\n")
    return path


def page(study: Any, drawings: dict[str, str]) -> str:
    """The report as HTML in the language spoken, `drawings` (SVG by name of figure) in it."""
    environment = Environment(
        loader=PackageLoader("experiments"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals |= {"_": _, "unit": language.unit}
    described, lang = captions(), language.spoken()
    facts = {
        "study": study, "manifest": study.manifest, "setting": setting_of(study), "lang": lang,
        "ending": "" if lang == "en" else f".{lang}",
        "case": study.manifest["cases"][0]["scenario"], "sentences": in_short(study),
        "tables": headline_tables(study), "gains": gains_tables(study), "levels": level_table(study),
        "figures": {name: Markup(inline(text, name, described[name])) for name, text in drawings.items()},
        "captions": described, "mixes": mixes(study), "python": python_lines(study),
        "confidence": parameters()["confidence"].value_counts().to_dict(),
    }  # fmt: skip
    template = environment.get_template("report.html.j2")
    text = template.render(face="", **facts)
    face = face_of(re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL))
    return template.render(face=Markup(face), **facts) if face else text


def captions() -> dict[str, str]:
    """What each figure shows, for those who cannot see it too."""
    return {
        "poverty": _("Share of rural persons with income below the line, each December, by policy."),
        "return_risk": _(
            "Share of first exits that ended in return, by months since exit, each policy beside the baseline."
        ),
        "causes": _("Shares of the proximate causes of return, by policy."),
        "costs": _("Public outlays by programme and policy, and cost per poor-year averted."),
    }


def in_short(study: Any) -> list[str]:
    """One sentence a policy: years in poverty and lasting exits of the cohort, against the baseline."""
    return [_sentence(study, policy) for policy in study.policies if policy != study.baseline]


def _sentence(study: Any, policy: str) -> str:
    paired = study.paired[study.paired["policy"] == policy].set_index("measure")
    if not {"poor_years", "sustained_exit"} <= set(paired.index):
        return _("{policy}: no estimate.").format(policy=policy)
    years, lasting = (
        paired.loc[name, ["difference", "low", "high"]].astype(float) for name in ("poor_years", "sustained_exit")
    )
    kinds = {
        -1: (_("{amount} fewer years in poverty"), _("{amount} percentage points fewer of them lastingly out")),
        0: (
            _("no clear difference in years in poverty: {amount}"),
            _("no clear difference in lasting exits: {amount} percentage points"),
        ),
        1: (_("{amount} more years in poverty"), _("{amount} percentage points more of them lastingly out")),
    }
    told = [
        kinds[_sign(low, high)][place].format(amount=_bounded(value, low, high, signed=_sign(low, high) == 0))
        for place, (value, low, high) in enumerate((years, 100 * lasting))
    ]
    sentence = _("{policy}, against {baseline}, for a household listed at the start: {told}.")
    return sentence.format(policy=policy, baseline=study.baseline, told=words.listed(told))


def _sign(low: float, high: float) -> int:
    """Of an interval that lies wholly on one side of zero; else 0."""
    return (low > 0) - (high < 0)


def _bounded(value: float, low: float, high: float, *, signed: bool) -> str:
    """A number and its bounds, with their signs or without."""
    if not signed and value < 0:
        value, low, high = -value, -high, -low
    places = words.significant(3, value, low, high)
    bounds = words.interval(low, high, signed=signed, places=places)
    return words.amount(value, signed=signed, places=places) + (f" ({bounds})" if bounds else "")


def mixes(study: Any) -> list[tuple[str, str, list[str]]]:
    """Each policy: its name, its title, and its programmes in words."""
    rows = []
    for case in study.manifest["cases"]:
        titles = case["titles"]
        programmes = case["scenario"]["programmes"]
        named = [language.title(titles, f"programmes.{name}", words.plain(name)) for name in programmes]
        rows.append((case["policy"], language.title(titles, "policy", ""), named))
    return rows


def python_lines(study: Any) -> str:
    """The same study from Python."""
    case = study.manifest["cases"][0]["scenario"]
    options = {
        "baseline": study.baseline,
        "future": case["future"],
        "replicates": study.manifest["replicates"],
        "seed": study.manifest["seed"],
        "sample_fraction": case["sample_fraction"],
    }
    given = ", ".join(f"{name}={value!r}" for name, value in options.items())
    call = f"study = compare({case['place']!r}, {list(study.policies)!r},\n                {given})"
    return f"from experiments import compare\n\n{call}\nstudy.poor_years()"
