"""What the paper prints: "Cost Sharing Security Information with Minimal Release Delay", section 5.

Its table of expected delays: two digits, for two uniform or normal bidders and more. The number of
its samples is not used here, nor its number of segments; 100 segments give all its bounds.
"""

from collections.abc import Mapping
from typing import Final

COLUMNS: Final = ("max_gcsod", "max_cs", "max_bound", "sum_gcsod", "sum_cs", "sum_bound")
"""Columns of the table, in the paper's order."""

TABLE: Final[Mapping[tuple[str, int], tuple[float, ...]]] = {
    ("uniform(0,1)", 1): (1.00, 1.00, 0.89, 1.00, 1.00, 0.89),
    ("uniform(0,1)", 2): (0.87, 0.75, 0.67, 1.75, 1.50, 0.96),
    ("uniform(0,1)", 5): (0.85, 0.67, 0.46, 2.67, 1.41, 0.94),
    ("uniform(0,1)", 10): (0.68, 0.65, 0.29, 3.01, 1.13, 0.89),
    ("normal(0.5,0.2)", 1): (1.00, 1.00, 0.97, 1.00, 1.00, 0.97),
    ("normal(0.5,0.2)", 2): (0.87, 0.75, 0.63, 1.75, 1.50, 0.89),
    ("normal(0.5,0.2)", 5): (0.79, 0.27, 0.20, 2.13, 0.40, 0.27),
    ("normal(0.5,0.2)", 10): (0.54, 0.15, 0.11, 2.20, 0.17, 0.14),
    ("normal(0.5,0.4)", 1): (0.95, 0.95, 0.92, 0.95, 0.95, 0.92),
    ("normal(0.5,0.4)", 2): (0.88, 0.76, 0.66, 1.73, 1.48, 0.94),
    ("normal(0.5,0.4)", 5): (0.84, 0.57, 0.40, 2.54, 1.09, 0.71),
    ("normal(0.5,0.4)", 10): (0.65, 0.50, 0.26, 2.76, 0.74, 0.59),
}
"""Printed cells by distribution and number of bidders."""

ROUNDING: Final = 0.005
"""By how much a printed cell may differ from what it rounds."""
