"""The snapshot: one immutable, digested folder that the service answers from."""
