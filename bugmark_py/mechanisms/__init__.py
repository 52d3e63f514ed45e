"""Mechanisms that share the cost of one piece of information: exact, in whole ticks, and large.

"The paper" is Guo, Yang, Babar, "Cost Sharing Security Information with Minimal Release Delay".
Definitions, theorems and sections are its own.
"""
