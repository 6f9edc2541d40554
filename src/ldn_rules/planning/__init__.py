"""Titration plans that the rules judge: a schedule is put on the list, and the whole list goes through all stages."""
