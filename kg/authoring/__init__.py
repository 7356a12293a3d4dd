"""From what people write to OWL: load, resolve, generate axioms, compile, validate.

Offline only. Nothing here may be imported by what answers requests: this is the one place that
knows the authoring formats, and the one that uses rdflib and pyshacl.
"""
