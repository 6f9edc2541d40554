"""What was found, said: one format a module, all from the same frozen reports."""
