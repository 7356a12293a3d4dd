"""Tests of the authored vocabularies."""
