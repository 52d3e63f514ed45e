"""Bugmark: a market in software issues and a pool that shares the cost of security information."""

__version__ = "0.1.0"
