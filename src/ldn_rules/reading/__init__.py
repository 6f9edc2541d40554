"""Reading: names, codes, doses, sigs and dates of a list, each with what was not understood."""
