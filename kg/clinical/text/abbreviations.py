"""Abbreviations of notes, what they stand for, and words that carry no meaning of their own."""

EXPANSIONS: dict[str, tuple[str, ...]] = {
    "sij": ("sacroiliac", "joint"),
    "lbp": ("low", "back", "pain"),
    "slr": ("straight", "leg", "raise"),
    "xslr": ("crossed", "straight", "leg", "raise"),
    "gt": ("greater", "trochanter"),
    "psis": ("posterior", "superior", "iliac", "spine"),
    "dtr": ("reflex",),
    "jerk": ("reflex",),
    "p&n": ("pin", "and", "needle"),
    "b/l": ("bilateral",),
    "bilaterally": ("bilateral",),
    "h/o": ("history",),
    "hx": ("history",),
    "+ve": ("positive",),
    "pos": ("positive",),
    "+": ("positive",),
    "-ve": ("negative",),
    "neg": ("negative",),
    "tingly": ("tingling",),
    "afebrile": ("fever",),
    "apyrexial": ("fever",),
    "apyrexic": ("fever",),
}
"""What one token of a note stands for (singular, plain)."""

IMPLIED_DENIALS = frozenset({"afebrile", "apyrexial", "apyrexic"})
"""Words that name a finding by denying it."""

SKIPPED = frozenset({
    "a", "an", "the", "of", "my", "his", "her", "their", "c/o", "w/", "some", "any", "very",
})
"""Words that neither a phrase nor a text is told apart by."""

SIDES: dict[str, str] = {
    "left": "left", "lt": "left", "right": "right", "rt": "right",
    "bilateral": "bilateral", "b/l": "bilateral", "bilaterally": "bilateral",
}
"""Words that name a side; ``L`` and ``R`` count in capitals only."""
CAPITAL_SIDES = {"L": "left", "R": "right"}

NORMAL_DENIES: dict[str, tuple[str, ...]] = {
    "reflex": ("reflex_deficit",),
    "ankle reflex": ("reflex_ankle",),
    "knee reflex": ("reflex_knee",),
    "power": ("motor_deficit",),
    "sensation": ("sensory_deficit",),
    "perianal sensation": ("objective_sensory_loss_perineal",),
    "anal tone": ("anal_tone_reduced",),
    "neurology": ("objective_neuro_deficit",),
    "neuro": ("objective_neuro_deficit",),
    "pulse": ("pulse_abnormal",),
    "bladder": ("bladder_disturbance",),
    "bowel": ("bowel_disturbance",),
    "sphincter": ("bladder_disturbance", "bowel_disturbance"),
    "saddle sensation": ("saddle_sensory",),
    "gait": ("limp",),
    "weight bearing": ("difficulty_weight_bearing",),
    "temperature": ("fever",),
    "crp": ("raised_crp",),
    "esr": ("raised_esr",),
}
"""What is denied when a function or measurement is called normal: keys of findings."""
