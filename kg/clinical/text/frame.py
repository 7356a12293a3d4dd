"""One finding as a clause tells it: a kind with its places, what brings it on, what eases it."""

from dataclasses import dataclass, field

from kg.clinical.text.parts import BETTER, MOVEMENT, QUALITY, SITE, TOWARD, WORSE, Hit


@dataclass(slots=True)
class Frame:
    """One finding as a clause tells it. Members are CURIEs by role; ``places`` are the positions
    of the tokens that it was read from; ``vague`` is said of symptoms of any kind; a ``function``
    is named by what is lost with it ("power" for weakness); of a ``full`` one a place was called
    so and nothing else; ``at`` has the first position of each member."""

    types: list[str] = field(default_factory=list)
    members: dict[str, list[str]] = field(default_factory=dict)
    places: set[int] = field(default_factory=set)
    vague: bool = False
    function: bool = False
    full: bool = False
    last_type: int = -1
    last_end: int = -1
    cued: bool = False
    at: dict[str, int] = field(default_factory=dict)

    def add(self, role: str, hit: Hit) -> None:
        """Add a member of the frame."""
        known = self.members.setdefault(role, [])
        if hit.part.curie not in known:
            known.append(hit.part.curie)
            self.at[hit.part.curie] = hit.first
        self.cover(hit)

    def cover(self, hit: Hit) -> None:
        """Note the words of ``hit`` as read."""
        self.places.update(range(hit.first, hit.last))
        self.last_end = hit.last


MEMBER_OF = {
    SITE: "site", TOWARD: "radiates_to", WORSE: "aggravated_by", BETTER: "relieved_by",
    QUALITY: "quality", "severity": "severity", "course": "course", "onset": "onset",
    MOVEMENT: "of_movement",
}
"""The member of an expression that a role of a frame becomes."""
