"""SPARQL over a snapshot: every query is checked first and runs in a process that can be killed."""
