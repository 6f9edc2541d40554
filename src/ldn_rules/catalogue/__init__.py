"""The catalogue of the rules: static pages of HTML, made from the rules alone, the same for the same rules."""
