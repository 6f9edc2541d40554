"""From rules to one intermediate representation, and from it to both evaluators."""
