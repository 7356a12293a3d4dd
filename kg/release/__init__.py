"""Releases: the ontology as files that other tools open, made once with every snapshot."""
