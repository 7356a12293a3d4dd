"""What a text does not say: words that are near a finding's name, and mean something else."""

import pytest

from kg.axioms import Named
from kg.iris import entity_iri


@pytest.mark.parametrize(("text", "never"), [
    ("over the past 12 hours it has become worse", "tachycardia"),
    ("respiratory rate (RR) is 16 breaths/minute", "chest_pain_dyspnoea"),
    ("pedal pulses are normal and there are no femoral bruits", "acute_limb_ischaemia_signs"),
    ("sits uncomfortably in a chair and hesitates to move", "bladder_disturbance"),
    ("woke up today and had to strain to urinate", "woken_at_night"),
    ("stiff when she wakes up in the morning", "woken_at_night"),
    ("back pain that worsens with walking", "recognised_pain_on_pressure"),
    ("skin so sensitive that trousers hurt", "recognised_pain_on_pressure"),
    ("relieved by sitting or bending forward", "toilet_seat_relief"),
    ("aggravated by lifting the right leg", "onset_lifting"),
    ("he noticed over the past two months that his right leg falls asleep", "hx_direct_blow"),
    ("BMI over 97th centile", "obesity"),
    ("occasional alcohol use", "alcohol"),
])
def test_a_finding_is_not_read_into_other_words(judge, text, never):
    wanted = Named(entity_iri(judge.index.curie(never)))
    read = [r.expression for r in judge.read(text) if r.status == "present"]
    assert not any(judge.entails(one, wanted) for one in read)
