"""Rules on facts: the Rete engine of record, and the second evaluator that checks it."""
