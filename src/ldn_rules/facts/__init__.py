"""The facts stage: what was read as integers that rules can compare."""
