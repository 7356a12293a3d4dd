"""Words of context: what denies, affirms, doubts, dates, or belongs to somebody else. Data only.

Turns of phrase are reduced to these words first (``idioms.TURNS``).
"""

DENIAL_VERBS = frozenset({"denie", "denied", "denying", "deny", "denies"})
PLAIN_DENIALS = frozenset({"no", "not", "without", "never", "nil"})
DENYING = DENIAL_VERBS | frozenset({
    "no", "not", "without", "negative", "never", "nil", "absent", "absence", "nor", "free",
    "none", "doesn't", "don't", "didn't", "isn't", "wasn't", "aren't", "hasn't", "haven't",
})
DENYING_INSIDE = frozenset({
    "not", "non", "without", "doesn't", "don't", "didn't", "isn't", "aren't", "wasn't", "weren't",
})
"""Words that deny a mention in the middle of which they stand ("sit bone isn't sore")."""
ENDING = frozenset({
    "but", "however", "although", "though", "except", "apart", "yet", "now", "save",
})
"""Words that begin another clause."""
EXCEPTING = frozenset({"except", "apart", "save"})
"""Words that take something out of what was denied before."""
JOINING = frozenset({"or", "nor"})
AFTER_DENYING = frozenset({
    "negative", "absent", "denied", "nil", "painless", "none", "nope", "never",
})
NORMAL = frozenset({
    "normal", "fine", "intact", "ok", "okay", "clear", "preserved", "unremarkable", "good",
    "symmetrical", "symmetric", "normally", "fully", "unaffected", "unrestricted", "tolerated",
    "comfortable", "comfortably", "easy", "easily", "well", "full", "regular", "steady",
    "downgoing", "freely", "asymptomatic", "sym", "happily", "happy", "satisfactory", "flexor",
    "unlimited", "quiet", "clean", "unprovocative", "unimpressive",
})
MARKING = DENYING | NORMAL | AFTER_DENYING
"""Words beside which a place that stands alone speaks of pain there ("groin fine")."""
NORMAL_INSIDE = frozenset({"intact", "normal", "preserved", "unremarkable"})
"""Words that deny a mention in the middle of which they stand ("sensation intact L2 to S1")."""
NORMAL_FUNCTION = NORMAL | frozenset({
    "present", "palpable", "equal", "brisk", "stable", "5/5", "painless", "strong", "felt",
    "unchanged", "supple", "soft", "same", "regularly", "open", "opening", "symmetrically",
    "sound",
})
"""Words that call a function normal; of a finding they would say something else."""
IMAGES = frozenset({
    "ray", "xray", "radiograph", "film", "mri", "ct", "scan", "xr", "ultrasound", "imaging",
})
"""Pictures, after which "no" denies what they might show."""
PROBLEMS = frozenset({"problem", "issue", "trouble", "difficulty", "bother", "complaint"})
HARMLESS = frozenset({
    "pain", "discomfort", "symptom", "tenderness", "soreness", "reproduction", "response",
    "provocation", "reaction", "tender", "sore", "numbness", "weakness",
})
UNHELPFUL = HARMLESS | {
    "help", "relief", "benefit", "use", "better", "easier", "worse", "difference", "effect", "good",
    "comfort", "increase", "increased", "change",
}
"""What "no" denies inside a mention: "heat no help", "stairs no worse"."""
"""What a test did not bring on ("log roll: nil pain")."""
SIGNS = frozenset({
    "swelling", "redness", "lump", "mass", "bruising", "rash", "discharge", "wasting", "tingling",
})
"""What a place did not show ("natal cleft no swelling")."""
DIRECTIONS = frozenset({"posterior", "anterior", "lateral", "medial"})
"""Words for where a pain did not come ("squat no posterior pain")."""
AFFIRMING = frozenset({
    "positive", "present", "provocative", "abnormal", "reproduce", "reproduced", "reproducing",
    "painful", "confirmed", "yes", "markedly", "provoke", "recreate", "elicit",
})
LOST = frozenset({
    "absent", "reduced", "diminished", "decreased", "lost", "impaired", "abnormal", "weak",
    "sluggish", "down", "disturbed", "altered", "lax", "loss", "depressed", "lower", "limited",
    "restricted", "patchy", "poor", "upgoing", "antalgic", "affected", "obtainable",
    "disrupted", "lack",
})
LOWER = {
    ("lower", part)
    for part in ("limb", "limbs", "leg", "extremity", "extremities", "calf", "back", "buttock")
}
"""Where "lower" names a place and no loss."""
ABLE = frozenset({"can", "able", "manage"})
HARDLY = frozenset({
    "hardly", "barely", "not", "only", "no", "longer", "never", "cannot", "just",
    "can't", "won't", "couldn't", "unable",
})
FAMILY = frozenset({
    "mother", "mum", "mom", "father", "dad", "brother", "sister", "aunt", "uncle", "family",
    "grandmother", "grandfather", "parent", "wife", "husband", "partner", "son", "daughter",
    "cousin", "twin", "sibling", "relative", "friend", "colleague", "neighbor", "nephew",
    "niece", "grandma", "grandpa", "granddad", "roommate", "boyfriend", "girlfriend",
    "flatmate", "dog", "cat", "teammate", "neighbour",
})
MODIFYING = frozenset({
    "worse", "aggravated", "provoked", "eased", "better", "relieved", "exacerbated",
    "radiating", "brought", "worsened", "triggered", "agg", "eases", "easing", "worsening",
    "into", "down", "spreading", "spread", "radiate", "referred",
})
"""Words after a comma that go on about the symptom before it."""
TURNING = frozenset({
    "worse", "worst", "aggravated", "agg", "exacerbated", "provoked", "better", "eased", "relieved",
    "increase", "worsen", "radiate",
})
"""Words after "and" that say what a symptom does, and so end a denial."""
REPORTING = frozenset({
    "presents", "present", "presented", "presenting", "presentation", "emergency", "department",
    "ed", "clinic", "office", "physician", "doctor", "attends", "attended", "attend", "seen",
    "comes", "come", "came", "referred", "returns", "return", "examination", "exam", "physical",
    "complain", "complains", "complained", "complaining", "c/o", "report", "reports", "reported",
    "describe", "describes", "described", "state", "states", "stated", "note", "notes", "noted",
    "notice", "notices", "noticed", "reveal", "reveals", "revealed", "show", "shows", "showed",
    "demonstrate", "demonstrates", "demonstrated", "history", "hx", "duration", "old", "ago",
    "that", "who", "which", "there", "his", "her", "their", "my", "she", "he", "due", "about",
    "approximately", "around", "over", "past", "last", "few", "several", "couple", "some", "also",
    "experience", "experiences", "experienced", "develop", "develops", "developed", "started",
    "began", "begun", "since", "initially", "otherwise", "been", "an", "as", "so", "this", "these",
    "on", "of", "complaint", "finding", "findings", "evaluation", "initial", "vital", "sign",
})
"""Words that only say that somebody reports or finds something."""
UNABLE = frozenset({"unable", "cannot", "can't", "couldn't", "inability"})
"""Words by which "without" denies nothing: "unable to walk without pain"."""
BY_NOW = frozenset({
    "now", "today", "yesterday", "completely", "totally", "all", "altogether", "entirely",
})
"""Words that may follow "gone" where something went and left nothing behind."""
PLACES = frozenset({
    "buttock", "groin", "thigh", "hip", "knee", "calf", "leg", "foot", "shin", "back", "ankle",
    "hamstring", "coccyx", "sacrum",
})
"""Places that a list goes on with ("pain in buttock, groin and knee")."""
OFTEN = frozenset({
    "occ", "occasionally", "sometime", "often", "then", "also", "now", "mostly", "mainly",
    "usually", "intermittently", "radiating", "and",
})
"""Words between a comma and what goes on about the symptom before it."""
INJURIES = frozenset({
    "hx_direct_blow", "major_trauma", "minor_trauma", "road_traffic_collision",
    "hx_fall_on_buttock", "hx_fall_on_tailbone",
})
"""Keys of injuries that count while they are recent."""
TELLING = frozenset({
    "report", "say", "said", "notice", "noticed", "state", "think", "tell", "told", "observe",
    "observed", "brought", "reckon", "drove", "help", "worried", "concerned", "confirm",
    "confirmed", "reported", "see", "saw", "found", "describe", "gp", "doctor", "accompanied",
})
"""Words after a relative that make them a witness of what follows, not its bearer."""
EVERYDAY = frozenset({"fair", "pace", "stork", "slump"})
"""Names of tests that are everyday words too."""
HYPOTHETICAL = frozenset({"if", "planned"})
DOUBTFUL = frozenset({"query"})
UNDECIDED = frozenset({"equivocal", "query", "uncertain", "questionable", "doubtful"})
PAST = frozenset({"previous", "resolved", "stopped"})
OVER = frozenset({"resolved", "settled", "subsided"})
BEGINNING = frozenset({
    "since", "start", "started", "starting", "began", "begun", "beginning", "onset", "first", "for",
})
ONSETS = frozenset({"since", "started", "began", "begun"})
"""Words that end a denied list: what follows them tells a story."""
TIMES = frozenset({"day", "week", "month", "year", "hour", "minute"})
"""Units of time before "after", by which it tells of an onset."""
SINCE_UNTIL = frozenset({
    "worse", "worst", "aggravated", "agg", "better", "eased", "eases", "provoked", "when", "on",
    "with", "and", "is", "hurt", "hurts", "pain", "can", "cannot", "can't",
})
"""Words that end what "since" tells."""
TOLD_OF = frozenset({"had", "was", "were"})
LINKING = frozenset({
    "is", "are", "was", "were", "test", "sign", "on", "all", "both", "remain", "bilateral",
    "very", "completely", "entirely", "otherwise", "today", "still", "side", "totally", "itself",
    "feature",
})
"""Words that may stand between a mention and the word for its result."""
LINKING_FUNCTION = LINKING | frozenset({
    "grossly", "also", "and", "to", "quite", "generally", "reflex", "examination", "the", "leg",
    "feel", "at", "in", "dermatome", "myotome", "distally", "throughout", "sensation", "power",
    "strength", "tone", "motor", "sensory", "pinprick", "touch", "light", "limb", "lower",
    "side", "crp", "esr", "function", "bladder", "bowel", "knee", "ankle", "group", "muscle",
    "be", "hip", "range", "motion", "pulse", "control", "other", "remain", "with", "move",
    "response", "a", "level", "every", "direction", "plane", "about", "foot", "both", "well",
})
"""Words that may stand between a function and the word that calls it normal or lost."""
FILLING = frozenset({
    "equal", "dash", "and", "with", "has", "have", "had", "in", "at", "to", "for", "he", "she",
    "they", "i",
    "be", "him", "her", "me", "it", "us", "them", "we", "you", "doe", "do", "does", "did",
    "when", "patient", "pt", "tolerate", "by",
})
SAYING = frozenset({
    "has", "have", "had", "report", "reported", "reporting", "complain", "complaining",
    "describe", "feel", "note", "noted", "c/o", "is", "are", "was", "worse", "since", "for",
    "when", "with", "today", "yesterday", "started", "new", "provoked", "only", "present",
    "presenting", "develop", "developed", "get", "got", "now", "better", "eased", "find",
    "increasing", "worsening", "persist", "continue", "ongoing",
})
"""Words that begin something else than the next member of a denied list."""
ASSERTING = frozenset({
    "complain", "complaining", "report", "describe", "has", "c/o", "now", "present", "develop",
    "developed", "does", "have", "feel", "get", "experience", "increase", "worsen", "radiate",
    "spread", "travel",
})
"""Verbs that, joined by "and" to what is denied, report something else."""
QUALIFYING = frozenset({
    "any", "current", "recent", "significant", "obvious", "further", "associated", "other",
    "real", "known", "today", "overt", "clear", "definite", "to", "on", "of", "there", "been",
    "new", "objective", "frank", "actual", "evidence", "sign", "symptom", "whatsoever",
    "specific", "examination", "history", "complaint", "currently", "reported", "describe",
    "really", "much", "previous", "prior", "past", "change", "such", "either", "at", "present",
    "personal", "active", "clinical", "from", "noticeable", "particular", "noted", "also", "all",
    "ever", "systemic", "having", "had", "experiencing", "that", "he", "she", "throughout",
    "distally", "globally", "feeling", "gross", "still", "tested", "over", "along",
})
"""Words that a denied finding may carry without becoming another one."""
CUE_WORDS = (
    DENIAL_VERBS, PLAIN_DENIALS, DENYING, ENDING, EXCEPTING, JOINING, AFTER_DENYING, NORMAL,
    NORMAL_FUNCTION, PROBLEMS, AFFIRMING, LOST, ABLE, HARDLY, FAMILY, MODIFYING, TELLING,
    HYPOTHETICAL, DOUBTFUL, UNDECIDED, PAST, OVER, BEGINNING, TOLD_OF, LINKING,
    LINKING_FUNCTION, FILLING, SAYING, ASSERTING, QUALIFYING,
)
"""All sets of this module; the speller knows their words."""
