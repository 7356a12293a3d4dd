"""Clients that other people wrote, against the service as it is started."""
