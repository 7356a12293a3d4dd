"""The browsable side of the knowledge: names to find things by, and pages of what is known.

Everything here is a pure function of knowledge and taxonomy; how it is shown is not decided here.
"""
