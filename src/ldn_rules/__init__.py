"""Checks medication lists against declared, tested rules about low-dose naltrexone."""

__version__ = "0.1.0"
