"""`fanpin compare --draws`: a comparison over draws of uncertain numbers, its intervals with and without them."""

from pathlib import Path
from typing import Any

from experiments import words
from experiments.cli_output import print_rows, say, screen
from model.messages import _


def read_draws(path: Path | None, most: int) -> Any:
    """The draws asked for, as a table; None where none were."""
    if path is None:
        return None
    from experiments.draws import read_draws

    return read_draws(path, most)


def kept_over_draws(study: Any, draws: Any) -> Any:
    """What comes of the study over its draws; with a folder, kept beside it, and the draws themselves."""
    from experiments.draws import FILE, TABLE, over_draws

    table = over_draws(study, draws)
    if study.folder is not None:
        (study.folder / TABLE).write_text(table.to_csv(index=False, lineterminator="\n"), "utf-8")
        draws.rename_axis(index="draw").reset_index().to_parquet(study.folder / FILE, index=False, compression="zstd")
        say(_("written: {path}").format(path=study.folder / TABLE))
    return table


def print_over_draws(study: Any, table: Any) -> None:
    """The table of levels and differences, its two intervals, and the split of variance; then what they mean."""
    from experiments.charts_style import setting_of
    from experiments.findings import heading, scale_of
    from experiments.sensitivity import Output

    said = _("{setting}; {draws} draws of uncertain numbers; seed {seed}")
    setting, seed = setting_of(study).sentence(), study.manifest["seed"]
    screen().print(said.format(setting=setting, draws=int(table["draws"].max()), seed=seed) + "\n", markup=False)
    rows = []
    for row in table.itertuples():
        output = Output(row.measure, row.policy, row.future, row.against)
        factor, unit = scale_of(output)
        bounds = [_("{} to {}").format(*(words.amount(factor * each) for each in pair))
                  for pair in ((row.low, row.high), (row.low_luck, row.high_luck))]  # fmt: skip
        split = (row.variance_between_draws, row.variance_of_mean_by_luck)
        variances = [words.amount(factor**2 * each, 2) for each in split]
        name, unit = heading(output).replace(", ", "\n", 1), unit.replace(" of ", "\nof ").replace("/", "/\n")
        rows.append([name, words.amount(factor * row.estimate), *bounds, *variances, unit])
    headings = [_("measure"), _("mean"), _("95 %, numbers\nand luck"), _("95 %,\nluck alone"),
                _("variance of\nnumbers"), _("variance of\nmean by luck"), _("unit")]  # fmt: skip
    print_rows(headings, rows, right=range(1, 6))
    note = _("Variances are unbiased estimates, hence negative at times where the numbers hardly matter.")
    screen().print(note, style="dim", markup=False)
