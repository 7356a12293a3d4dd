"""Known presentations, how well they are ranked, and what changed between two snapshots."""
