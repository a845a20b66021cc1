"""A report as PDF, made of its HTML by WeasyPrint: the same HTML gives the same bytes, and nothing is fetched.

`python -m experiments.report_pdf` makes one of what comes in, for those who must not wait in their own process.
"""

import sys
from pathlib import Path

import matplotlib as mpl

from experiments.extras import extra

LATIN = {"normal": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf"}  # as matplotlib has them, wherever this is run


def write_pdf(page: Path) -> Path:
    """Write the PDF of a report beside its HTML; its path. Raises StudyError without the extra `report`."""
    path = page.with_suffix(".pdf")
    path.write_bytes(pdf_of(page.read_text("utf-8")))
    return path


def pdf_of(page: str) -> bytes:
    """The PDF of a report given as HTML. Raises StudyError without the extra `report`."""
    weasyprint = extra("weasyprint", "report")
    fonts = weasyprint.text.fonts.FontConfiguration()
    only = weasyprint.urls.URLFetcher
    style = weasyprint.CSS(string=_faces(), font_config=fonts, url_fetcher=only(allowed_protocols=["file"]))
    document = weasyprint.HTML(string=page, url_fetcher=only(allowed_protocols=["data"]))
    made: bytes = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_identifier=b"fanpin")
    return made


def _faces() -> str:
    """The Latin letters of the figures for the text, so that the PDF does not hang on what a machine has."""
    face = '@font-face {{ font-family: "DejaVu Sans"; font-weight: {weight}; src: url({address}); }}'
    return "\n".join(face.format(weight=weight, address=address) for weight, address in _addresses().items())


def _addresses() -> dict[str, str]:
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return {weight: (folder / name).as_uri() for weight, name in LATIN.items()}


if __name__ == "__main__":
    sys.stdout.buffer.write(pdf_of(sys.stdin.buffer.read().decode("utf-8")))
