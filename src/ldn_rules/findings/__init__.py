"""The findings stage: which matches are reported, how, and in which words."""
