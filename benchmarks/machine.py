"""On what the numbers were measured: processor, cores and versions, nothing that names the machine."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks.native import compiler

PACKAGES = ("numpy", "numba", "llvmlite", "mesa", "scipy")


def machine() -> dict[str, object]:
    """Model name of the processor, cores this process may use, and system."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"processor": processor(), "cores": cores, "system": f"{platform.system()} {platform.machine()}"}


def processor() -> str:
    """The processor's model name where the system tells it, else its architecture."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def versions() -> dict[str, str]:
    """Versions of Python, the packages that matter, and the C compiler if there is one."""
    found = {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}
    command = compiler()
    if command is not None:
        told = subprocess.run([command, "-dumpfullversion", "-dumpversion"], check=True, capture_output=True, text=True)
        found["C compiler"] = told.stdout.split()[0]
    return found
