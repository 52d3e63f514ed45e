"""The tracker oracle's client."""
