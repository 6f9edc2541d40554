"""The rules: their language, its loader with every fault at its place, the vocabulary, the cache."""
