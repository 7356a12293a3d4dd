"""Danger in the words of notes: always caught, never taken from a denial or from somebody else."""

import pytest

from kg.axioms import Named
from kg.iris import entity_iri
from tests.bench.corpus import Judge

NAMED: dict[str, str] = {
    "saddle_sensory":
        "saddle numbness;saddle anaesthesia;perianal numbness;perineal numbness"
        ";numbness between the legs;numbness around the anus;tingling around the anus"
        ";saddle paraesthesia;altered sensation around the genitals;saddle sensory change"
        ";loss of sensation in the saddle area",
    "genital_numbness":
        "genital numbness",
    "bladder_disturbance":
        "urinary incontinence;urinary hesitancy;bladder dysfunction;bladder symptoms"
        ";bladder disturbance;loss of bladder control;urinary symptoms"
        ";difficulty passing urine;bladder problems;trouble urinating",
    "unable_void":
        "urinary retention;acute urinary retention",
    "bowel_disturbance":
        "faecal incontinence;bowel incontinence;loss of bowel control;bowel dysfunction"
        ";bowel disturbance;soiling;bowel symptoms",
    "bilateral_leg_pain":
        "bilateral leg pain;pain in both legs",
    "bilateral_sciatica":
        "bilateral sciatica;bilateral radicular pain",
    "leg_weakness":
        "leg weakness;weakness of the leg;weakness in the legs",
    "progressive_motor_deficit":
        "progressive leg weakness;worsening weakness;progressive weakness",
    "foot_drop":
        "foot drop",
    "fever":
        "fever;fevers;pyrexia;high temperature",
    "rigors":
        "rigors;chills",
    "night_sweats":
        "night sweats;drenching night sweats",
    "weight_loss":
        "weight loss;unexplained weight loss;unintentional weight loss",
    "hx_cancer":
        "history of cancer;previous cancer;history of breast cancer;previous breast cancer",
    "major_trauma":
        "major trauma;high energy trauma",
    "anticoagulant":
        "anticoagulant use;blood thinners",
    "corticosteroid":
        "long term steroids;steroid use;long-term corticosteroids",
    "ivdu":
        "iv drug use;ivdu;intravenous drug use",
    "immunosuppression":
        "immunosuppression",
    "known_aneurysm":
        "known AAA;aortic aneurysm",
    "aaa_palpation":
        "pulsatile abdominal mass;pulsatile mass",
    "leg_swelling":
        "leg swelling;swelling of the leg",
    "osteoporosis":
        "osteoporosis",
    "gait_ataxia":
        "ataxia;unsteady gait",
    "chest_pain_dyspnoea":
        "shortness of breath;pleuritic chest pain",
    "unrelenting_night_rest_pain":
        "unremitting night pain;constant night pain",
    "haematuria":
        "visible haematuria;blood in the urine",
}
"""Names of danger that follow "no" and "has" alike, by key, separated by ``;``."""
SAID: dict[str, str] = {
    "saddle_sensory":
        "can't feel when wiping;numb around the back passage;numb between the legs"
        ";perianal sensation reduced;paper feels different when wiping;numb when she wipes",
    "bladder_disturbance":
        "wet herself twice;leaking urine since Tuesday;incontinent of urine"
        ";has lost bladder control;cannot control urine;dribbling urine;poor stream",
    "unable_void":
        "unable to pass urine;can't pee;hasn't passed urine for 12 hours;in retention",
    "bowel_disturbance":
        "soiled himself;incontinent of faeces;lost control of his bowels",
    "progressive_motor_deficit":
        "legs getting weaker;leg is getting weaker by the day",
    "foot_drop":
        "foot slaps when walking;cannot lift the foot;drags his foot;dropped foot",
    "fever":
        "febrile;pyrexial;feverish;temp 38.9;T 39.1;has a temperature;temperature of 101.5 F",
    "rigors":
        "shivering attacks;rigors overnight",
    "weight_loss":
        "losing weight;lost a stone in two months;10 kg weight loss;weight is down"
        ";lost 8 kg without trying;has lost weight",
    "hx_cancer":
        "prostate ca on hormones;previous melanoma;h/o lymphoma;treated for bowel cancer"
        ";known metastatic breast cancer;myeloma;mastectomy 2015",
    "major_trauma":
        "hit by a car;RTA yesterday;motorcycle accident;car crash last night",
    "fall_height":
        "fell off a ladder;fell from a roof;fell down the stairs",
    "minor_trauma":
        "tripped and fell at home;fall from standing height;slipped on ice",
    "anticoagulant":
        "on warfarin;takes apixaban;on a DOAC;anticoagulated;taking blood thinners"
        ";on rivaroxaban",
    "corticosteroid":
        "long term prednisolone;on oral steroids;steroids for years",
    "ivdu":
        "injects heroin;PWID;iv drug user;IVDU",
    "immunosuppression":
        "on methotrexate;immunosuppressed;HIV positive;on chemotherapy",
    "pregnant":
        "28 weeks pregnant;currently pregnant;is pregnant",
    "leg_swelling":
        "swollen left leg;leg swollen;one leg bigger than the other",
    "vte_risk":
        "previous DVT;recent long haul flight;history of PE",
    "acute_limb_ischaemia_signs":
        "cold pulseless leg;cold white foot",
    "pulse_abnormal":
        "absent foot pulses;absent femoral pulse;pedal pulses not palpable",
    "hyperreflexia_babinski":
        "upgoing plantars;Babinski positive;ankle clonus",
    "anal_tone_reduced":
        "reduced anal tone;lax anal sphincter;DRE: tone reduced;anal tone reduced",
    "weakness_mrc_3_or_less":
        "power 2/5;ankle dorsiflexion 2/5",
    "unable_weight_bear":
        "unable to weight bear;cannot put weight on the leg;NWB",
    "vesicular_rash":
        "blistering rash on the buttock;shingles rash",
    "systemic_toxicity":
        "systemically unwell;looks septic",
    "missed_period":
        "missed period;late period",
    "sudden_severe":
        "sudden severe pain",
}
"""Wordings of danger that are sentences of their own."""
PRESENT = ("{}", "c/o {}", "Patient has {}.", "52M. {} for two days. SLR neg.", "{}, no rash")
ABSENT = (
    "no {}", "denies {}", "without {}", "Denies any {}.", "{}: none", "{}? no.", "No current {}",
)
OTHERS = ("mother had {}", "his wife has {}", "return if {}", "advised to watch for {}", "?{}",
          "possible {}", "to check for {}", "worried about {}", "in case of {}", "discussed {}",
          "unless {} develops")


def each(wordings: dict[str, str], frames: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        (key, frame.format(words))
        for key, joined in wordings.items() for words in joined.split(";") for frame in frames
    ]


def statuses(judge: Judge, key: str, text: str) -> set[str]:
    """Return the statuses that ``text`` gives to a finding, by what entails it or denies it."""
    wanted = Named(entity_iri(judge.index.curie(key)))
    found = set()
    for report in judge.read(text):
        pair = (report.expression, wanted)
        if judge.entails(*(pair if report.status == "present" else pair[::-1])):
            found.add(report.status)
    return found


def failing(judge: Judge, cases: list[tuple[str, str]], wanted: set[str]) -> list[tuple[str, str]]:
    return [case for case in cases if statuses(judge, *case) != wanted]


def test_danger_is_caught_in_all_usual_words(judge):
    cases = each(NAMED, PRESENT) + each(SAID, ("{}", "58F. {}. SLR neg."))
    assert len(cases) > 400
    assert failing(judge, cases, {"present"}) == []


def test_denied_danger_is_never_present(judge):
    cases = each(NAMED, ABSENT)
    assert len(cases) > 400
    assert [c for c in cases if "present" in statuses(judge, *c)] == []


def test_denied_danger_is_denied(judge):
    cases = each(NAMED, ("no {}", "denies {}"))
    missed = failing(judge, cases, {"absent"})
    assert len(missed) <= 0.03 * len(cases), missed


def test_danger_of_others_or_to_come_is_neither_present_nor_absent(judge):
    cases = each(NAMED, OTHERS)
    assert len(cases) > 700
    assert failing(judge, cases, set()) == []


@pytest.mark.parametrize(("text", "key"), [
    ("no pain on whistling", "buttock_pain"), ("no numbness in the left hand", "numbness_leg"),
    ("no new weakness of the toes", "leg_weakness"),
    ("no tenderness of the left calf", "tender_gt"),
    ("sensation normal in the left foot", "saddle_sensory"),
    ("no weakness of the big toe", "leg_weakness"), ("no night pain", "buttock_pain"),
    ("sits comfortably for 10 minutes", "sitting_aggravates"),
])
def test_a_narrower_denial_never_denies_the_wider(judge, text, key):
    assert "absent" not in statuses(judge, key, text)


@pytest.mark.parametrize("text", [
    "no neurological deficit except an absent right ankle jerk",
    "no fever but night sweats", "denies fever, has urinary retention",
    "no fever and complains of saddle numbness", "not only fever but also night sweats",
])
def test_what_follows_a_denial_may_be_present(judge, text):
    assert any(report.status == "present" for report in judge.read(text))
