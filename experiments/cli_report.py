"""`fanpin report`: the report of a stored study, as one HTML file and a PDF, in English or Chinese."""

from pathlib import Path
from typing import Annotated

import typer

from experiments import language
from experiments.cli_output import Json, print_json, told
from experiments.cli_study import Folder
from model.messages import _

Pdf = Annotated[bool, typer.Option("--pdf/--no-pdf", help=_("A PDF too; needs the extra `report`."))]


@told
def report(folder: Folder, pdf: Pdf = True, as_json: Json = False) -> None:
    from experiments.report import write_report
    from experiments.store import StudyError
    from experiments.study import Study

    study = Study.open(folder)
    if len({(case["point"], case["future"]) for case in study.manifest["cases"]}) > 1:
        message = _("{folder} holds many points, and a report is of one; what comes of them: {command}")
        raise StudyError(message.format(folder=folder, command=study.manifest["command"]))
    written: dict[str, Path] = {"html": write_report(study, folder, language.spoken())}
    if pdf:
        from experiments.report_pdf import write_pdf

        written["pdf"] = write_pdf(written["html"])
    if as_json:
        print_json({"folder": folder, "language": language.spoken(), **written})
        return
    for path in written.values():
        print(_("report: {path}").format(path=path))
