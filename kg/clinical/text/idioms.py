"""Which shortened words of direction and which conditions are read as what."""

SITE_PREFIXES = {"post": "posterior", "ant": "anterior", "lat": "lateral", "med": "medial"}
NAMED_SITES = (
    "thigh", "hip", "calf", "leg", "buttock", "shin", "foot", "knee", "lower leg", "gluteal",
    "glute", "malleolu", "ankle", "pelvi", "iliac", "compartment", "lower limb", "border",
    "aspect", "proximal thigh", "distal thigh",
)
"""Places that shortened words of direction stand before ("post thigh"; "post op" is another)."""
WHEN_DOING = (
    "sit", "stand", "walk", "run", "bend", "lie", "lift", "cough", "sneeze", "twist", "turn",
    "drive", "cycle", "climb", "squat", "move", "roll", "get", "stoop", "lean",
)
"""What "if she ..." may tell as a trigger instead of a possibility."""
