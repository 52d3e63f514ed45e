"""Encryption of what is sold, one-time keys, and the words that hand the key over. Pure."""
