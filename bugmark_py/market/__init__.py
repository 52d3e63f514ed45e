"""The issue market's client: it takes and returns values, never hashes."""
