"""The knowledge as one graph of entities: typed edges that say what they rest on, and places.

Everything here is made at build and stored in the snapshot; nothing of it knows of requests.
"""
