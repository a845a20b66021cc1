"""`fanpin attribute`: wrong input is told with what was meant, before anything is run."""

import pytest
from typer.testing import CliRunner

from experiments.cli import app


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("attribute kezuohou --groups health", "health=health_cover"),
        ("attribute kezuohou --groups health=health_covers", "health_cover"),
        ("attribute kezuohou --measures poverty", "poverty_headcount"),
        ("attribute kezuohou --policy none", "no programmes"),
        ("attribute kezuohou --replicates 0", "replicates"),
        ("attribute nowhere", "nowhere"),
    ],
)
def test_wrong_input_ends_in_status_2_and_names_what_was_meant(line, named):
    done = CliRunner().invoke(app, line.split())
    assert done.exit_code == 2
    assert named in done.stderr
