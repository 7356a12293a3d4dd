"""What a step along a relation costs: the less it explains to a clinician, the more.

The figures are a matter of judgment and of reading the paths that they give. They order
explanations and have no clinical meaning.
"""

from kg.graph.model import Edge

_BY_COST = {
    10: ("canCompress", "canAffect", "causeOf", "causedBy", "canCause"),
    12: ("innervates", "contributesTo", "hasDermatome", "hasCutaneousTerritory", "canWeaken",
         "canCauseSensorySymptomIn", "recommendedFor"),
    14: ("canPresentWith", "canWeakenMovement", "canHurtIn", "canReferPainTo", "performs", "yields",
         "hasReferralArea", "isTestFor", "canDetect", "contributingFactor", "subClassOf"),
    16: ("adjacentTo", "passesThrough", "attachesTo", "supplies", "canBeProvokedBy",
         "canHurtDuring", "isLoadedBy", "isCriterionOf", "requires", "signAt", "feltAt",
         "ofMovement", "aggravatedBy", "radiatesTo", "hasPrimarySite", "actsOn"),
    20: ("partOf", "memberOf", "inPainRegion", "regionPartOf", "hasPathologicalSite", "relievedBy",
         "isOfUncertainBenefitFor", "isScreenedForByAskingAbout"),
    40: ("isContraindicatedBy", "isUnsafeWith", "isAdvisedAgainstFor", "hasSeverity", "hasOnset",
         "hasCourse", "hasQuality"),
}
_COSTS = {relation: cost for cost, relations in _BY_COST.items() for relation in relations}
_OTHERS = 18
_HUB = 4


def relation_cost(relation: str) -> int:
    """Return the cost of ``relation``, an integer so that equal paths are exactly equal."""
    return _COSTS.get(relation, _OTHERS)


def edge_cost(edge: Edge) -> int:
    """Return the cost of one step: weak and inferred relations cost more than strong ones."""
    doubt = 6 if edge.basis == "mechanism" else 2 if edge.inferred else 0
    return relation_cost(edge.relation) + doubt + int(6 * (1 - edge.weight))


def hub_cost(degree: int) -> int:
    """Return what passing through a node costs: everything is near "buttock", which explains
    nothing.

    >>> hub_cost(2), hub_cost(170)
    (8, 32)
    """
    return _HUB * degree.bit_length()
