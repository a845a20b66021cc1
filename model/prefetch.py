"""Ask the processor for a record before it is needed, so that a loop need not wait for memory.

Left to itself, the month spends a seventh of its time waiting for the first fields of each household.  Asking reads
and changes nothing, and a row beyond the last is harmless.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]  # comes with numba, whose intrinsics are written in it
from numba.core import types
from numba.extending import intrinsic

from model.rule import compiled

LINE = 64  # bytes that a processor fetches together
EVERY_BYTE = 1 << 30
AHEAD = 16  # records, for a loop that does little with each
READ, KEEP, DATA = 0, 3, 1  # arguments of LLVM's prefetch: to read, to stay in every cache, data and not code


def nothing(rows: Any, index: int) -> None:
    """Uncompiled there is nothing to ask for."""


def fetch(context: Any, builder: Any, layout: Any, arguments: Any, most: int) -> Any:
    """Write the instructions that ask for up to `most` bytes of `rows[index]`, line by line."""
    whole = ir.IntType(64)
    size = context.get_abi_sizeof(context.get_data_type(layout.dtype))
    begin = context.make_array(layout)(context, builder, arguments[0]).data
    byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
    form = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
    instruction = builder.module.declare_intrinsic("llvm.prefetch", [byte], form)
    offset = builder.mul(arguments[1], whole(size))
    for line in range(0, min(size, most), LINE):
        place = builder.gep(builder.bitcast(begin, byte), [builder.add(offset, whole(line))])
        builder.call(instruction, [place, word(READ), word(KEEP), word(DATA)])
    return context.get_dummy_value()


@intrinsic  # type: ignore[untyped-decorator]  # numba has no types
def ask(typing: Any, rows: Any, index: Any) -> Any:
    """Every line of `rows[index]`."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return fetch(context, builder, signature.args[0], arguments, EVERY_BYTE)

    return types.void(rows, types.int64), build


@intrinsic  # type: ignore[untyped-decorator]  # numba has no types
def ask_first(typing: Any, rows: Any, index: Any) -> Any:
    """The first two lines of `rows[index]`: of a household, who and where it is, and what it takes part in."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return fetch(context, builder, signature.args[0], arguments, 2 * LINE)

    return types.void(rows, types.int64), build


prefetch: Any = ask if compiled() else nothing
prefetch_first: Any = ask_first if compiled() else nothing
