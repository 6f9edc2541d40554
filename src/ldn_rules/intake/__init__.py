"""Intake: the bytes of an input to records, one a patient; nothing is interpreted, nothing dropped."""
