"""The clinical side: what a presentation means, what to fear, what is likely, what to do next.

One pure function of a request and a snapshot: the same bytes in give the same bytes out. The
entry is :class:`kg.clinical.facade.Clinician`.
"""
