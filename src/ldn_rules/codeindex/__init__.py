"""A local index of codes, made from releases that a site has: RxNorm, the FDA's NDC directory, FHIR value sets.

It stands beside the reading stage and is given to it from outside; nothing to the left of it imports it.
"""
