"""Trackers: reading what happened to issues, and answering questions from it."""
