"""Mappings that cannot change: equal by content, hashable, picklable, in a stated order."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self


class Frozen[K, V](Mapping[K, V]):
    """A read-only copy of a mapping, in the order given."""

    __slots__ = ("_content",)
    _content: dict[K, V]

    def __init__(self, content: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        object.__setattr__(self, "_content", dict(content))

    def __getitem__(self, key: K) -> V:
        return self._content[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._content)

    def __len__(self) -> int:
        return len(self._content)

    def __hash__(self) -> int:
        return hash(frozenset(self._content.items()))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen; make a copy with the change instead")

    def __reduce__(self) -> tuple[type[Self], tuple[dict[Any, Any]]]:
        return type(self), (self._content,)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._content!r})"


class Yearly(Frozen[int, float]):
    """Values by calendar year, sorted; each holds until the next year given."""

    __slots__ = ("_years",)
    _years: tuple[int, ...]

    def __init__(self, content: Mapping[int, float] | Iterable[tuple[int, float]]) -> None:
        super().__init__(sorted(dict(content).items()))
        if not self:
            raise ValueError("values by year need at least one year")
        object.__setattr__(self, "_years", tuple(self._content))

    def at(self, year: int) -> float:
        """The value in force in a calendar year; before the first year given, the first value."""
        return self._content[self._years[max(0, bisect_right(self._years, year) - 1)]]
