"""The months of a study as an array of named dimensions, for xarray."""

from typing import TYPE_CHECKING, Any

from experiments.extras import extra

if TYPE_CHECKING:
    from experiments.study import Study

AXES = ("policy", "future", "replicate", "month", "measure")


def dataset(study: "Study") -> Any:
    """An xarray.Dataset whose `value` has the dimensions `AXES`, `point` before them where a design has several.

    Policies come as given, measures as the model tells them, months in time; what a failed run or another start lacks
    is NaN.  Raises StudyError where xarray is not installed.
    """
    extra("xarray", "study")
    months = study.months
    axes = [*(["point"] if months["point"].nunique() > 1 else []), *AXES]
    values = months.set_index(axes)[["value"]].to_xarray()
    policies = [policy for policy in study.policies if policy in set(months["policy"])]
    values = values.reindex(policy=policies, measure=list(months["measure"].unique()))
    about = ("place", "seed", "baseline", "sample_fraction", "command", "model_version")
    return values.assign_attrs({name: study.manifest[name] for name in about})
