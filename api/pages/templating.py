"""How templates look things up: the answers that they show are plain dictionaries."""

from typing import Any

from flask.templating import Environment

_METHODS = frozenset(dir(dict))


class Templates(Environment):
    """Jinja's environment, which finds a member of a dictionary at the first look.

    Jinja itself looks for an attribute first and raises and catches an error for each member, two
    thousand times for one ranking. What a template finds is the same.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return what ``obj.attribute`` means in a template."""
        if type(obj) is dict and attribute not in _METHODS and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)
