"""Reasoning: our own EL reasoner, HermiT to check it, and what follows from mechanisms.

Only :mod:`kg.reasoning.hermit` starts Java; the modules that a request needs (``normal``,
``saturation``, ``taxonomy``, ``presentation``, ``realise``, ``proof``) are pure Python.
"""
