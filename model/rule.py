"""The two decorators of the model: a rule is inlined into the phases that use it, a phase is what Python calls.

A rule that Python calls itself, for a number or two, runs as plain Python: compiling it would take longer.

Both are Numba compilations without fast mathematics and with NumPy's division (x / 0 is inf). Under
`NUMBA_DISABLE_JIT=1` they are the identity: the same functions run as plain Python, with the same bits.

Neither may make an array: Numba's reference counting is off (`_nrt`), since counting every array a rule is handed
took as long as the rules themselves; a phase is given its buffers.

Numba's own disk cache looks only at the file of the function it stores: after an edit of a rule in another
file it would go on serving the old phase. So phases are stored in a folder named by a hash of everything they
could have been made from, and a phase that this hash does not cover is compiled afresh in each process.
"""

import functools
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba
from numba.core import config, types
from numba.core.registry import cpu_target
from numba.extending import typeof_impl

SOURCES = Path(__file__).parent
FOLDERS_KEPT = 30


def compiled() -> bool:
    """Whether rules are compiled: False under `NUMBA_DISABLE_JIT=1`."""
    return not config.DISABLE_JIT


class Rule:
    """A function that is itself in Python, and its compiled form in a compiled function."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.py_func = function
        self.inlined = numba.njit(forceinline=True, error_model="numpy", _nrt=False)(function)

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Run it in Python."""
        return self.py_func(*args, **named)

    def __reduce__(self) -> str:
        return self.py_func.__qualname__


@typeof_impl.register(Rule)  # type: ignore[untyped-decorator]  # numba has no types
def _type_of_rule(seen: Rule, context: object) -> types.Dispatcher:
    return types.Dispatcher(seen.inlined)


def rule[F: Callable[..., Any]](function: F) -> F:
    """A plain function of one household, one person or one number; inlined into each phase that uses it."""
    return cast(F, Rule(function) if compiled() else function)


def phase[F: Callable[..., Any]](function: F) -> F:
    """A loop over records that Python calls: releases the interpreter lock, stored on disk once compiled."""
    loop: Any = numba.njit(nogil=True, error_model="numpy", _nrt=False)(function)
    folder = cache_folder(function)
    if folder is not None:
        _store_in(folder, loop)
    return cast(F, loop)


def cache_folder(function: Callable[..., Any]) -> Path | None:
    """Where the compiled form of a phase is stored; None if each process is to compile it for itself.

    That is so when nothing is compiled, when the function is not in a file of this package (what it calls may
    change unseen), when it closes over values (they have another identity in each process) and when the folder
    cannot be written. The folder is made here if need be, and may be deleted at any time.
    """
    code = function.__code__
    if not compiled() or code.co_freevars or SOURCES not in Path(code.co_filename).parents:
        return None
    try:
        root = _cache_root()
        folder = root / f"fanpin-rules-{sources_hash()}"
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _forget_old_folders(root)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, RuntimeError):  # RuntimeError: there is no home folder
        return None
    return folder


def sources_hash() -> str:
    """Hash of the sources of this package and of what else shapes machine code: 24 hexadecimal digits."""
    processor = cpu_target.target_context.codegen().magic_tuple()
    compiler = (numba.__version__, processor, config.BOUNDSCHECK)
    digest = hashlib.blake2s(repr(compiler).encode(), digest_size=12)
    for file in sorted(SOURCES.rglob("*.py")):
        content = hashlib.blake2s(file.read_bytes()).hexdigest()
        digest.update(f"\n{file.relative_to(SOURCES).as_posix()} {content}".encode())
    return digest.hexdigest()


def _cache_root() -> Path:
    """The folder for compiled phases: `FANPIN_CACHE_DIR`, else where the platform keeps a user's caches."""
    if chosen := os.environ.get("FANPIN_CACHE_DIR"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "fanpin" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "fanpin"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fanpin"


def _forget_old_folders(root: Path) -> None:
    """Every edit of a rule makes a new folder: keep the newest ones."""
    folders = sorted(root.glob("fanpin-rules-*"), key=lambda folder: folder.stat().st_mtime)
    for folder in folders[:-FOLDERS_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


def _store_in(folder: Path, loop: Any) -> None:
    """Turn on Numba's disk cache for one function, in one folder; Numba's own setting is left as it was."""
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        loop.enable_caching()
    finally:
        config.CACHE_DIR = before
