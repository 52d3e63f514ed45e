"""The cost-sharing pools' client: it takes and returns values, never hashes."""
