"""Every sentence a person reads passes through `_`, so that it can be shown in another language."""

from contextvars import ContextVar
from gettext import NullTranslations

CATALOGUE: ContextVar[NullTranslations | None] = ContextVar("catalogue", default=None)


def _(text: str) -> str:
    """The sentence in the language of the current catalogue; unchanged (English) where none is set.

    Set one with `CATALOGUE.set(translations)`; each thread and each request of the page has its own.
    """
    catalogue = CATALOGUE.get()
    return catalogue.gettext(text) if catalogue and text else text
