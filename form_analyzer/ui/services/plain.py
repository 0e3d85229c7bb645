"""Names of people and files inside Markdown, shown letter by letter."""

import re

_SPECIAL = re.compile(r"[\\`*_~\[\]$<:#]")


def plain(text: str) -> str:
    r"""Text whose letters Markdown leaves alone: ``*Ann*`` becomes ``\*Ann\*``."""
    return _SPECIAL.sub(r"\\\g<0>", text)
