"""Free text: phrases of the vocabulary found in a note, with polarity, side and context.

It matches the labels and synonyms of the ontology and a short list of abbreviations; it is no
general reader of clinical notes, and says what it did not understand.
"""
