"""Words that name a side, that carry no meaning of their own, or that deny what they name."""

IMPLIED: dict[str, tuple[str, ...]] = {
    "afebrile": ("fever",), "apyrexial": ("fever",), "apyrexic": ("fever",),
    "apyretic": ("fever",), "nontender": ("tender",), "nt": ("tender",), "painless": ("pain",),
}
"""Words that name a finding by denying it, with what they name."""
IMPLIED_DENIALS = frozenset(IMPLIED)

SKIPPED = frozenset({
    "a", "an", "the", "of", "my", "his", "her", "their", "c/o", "w/", "some", "any", "very",
})
"""Words that neither a phrase nor a text is told apart by."""

SIDES: dict[str, str] = {
    "left": "left", "lt": "left", "right": "right", "rt": "right", "bilateral": "bilateral",
}
"""Words that name a side; ``L`` and ``R`` count in capitals only."""
CAPITAL_SIDES = {"L": "left", "R": "right"}
