"""Linear programs, row by row, solved by HiGHS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from scipy import optimize, sparse

from bugmark_py.errors import BugmarkError
from bugmark_py.mechanisms.distributions import Floats

Terms: TypeAlias = Mapping[int, float]
"""Coefficients by variable."""


class SolverError(BugmarkError):
    """The solver found no optimum where there must be one."""


@dataclass(frozen=True)
class Optimum:
    """A solution.

    Attributes:
        value: of the objective.
        safe: a value which, by weak duality, no feasible point is below, whatever the solver's
            tolerance.
        point: the variables.
    """

    value: float
    safe: float
    point: Floats


@dataclass
class Program:
    """Minimise a linear objective over variables in finite intervals.

    Attributes:
        low: the least that each variable may be.
        high: the most.
    """

    low: Floats
    high: Floats
    _rows: list[Terms] = field(default_factory=list)
    _limits: list[float] = field(default_factory=list)
    _matrix: sparse.csr_matrix | None = None

    def at_most(self, terms: Terms, limit: float) -> None:
        """Ask for a sum to be at most a limit."""
        self._rows.append(terms)
        self._limits.append(limit)

    def at_least(self, terms: Terms, limit: float) -> None:
        """Ask for a sum to be at least a limit."""
        self.at_most({variable: -factor for variable, factor in terms.items()}, -limit)

    def minimise(self, terms: Terms) -> Optimum:
        """Solve.

        Raises:
            SolverError: it has no solution, or none was found.
        """
        objective = np.zeros(len(self.low))
        objective[list(terms)] = list(terms.values())
        matrix, limits = self._assembled(), np.array(self._limits)
        found = optimize.linprog(
            objective, matrix, limits, bounds=np.column_stack([self.low, self.high]), method="highs"
        )
        if not found.success:
            raise SolverError(f"the linear program was not solved: {found.message}")
        price = np.maximum(-found.ineqlin.marginals, 0.0)
        reduced = objective + matrix.T @ price
        safe = np.minimum(reduced * self.low, reduced * self.high).sum() - price @ limits
        return Optimum(float(found.fun), float(safe), found.x)

    def violation(self, point: Floats) -> float:
        """By how much a point breaks what it breaks most; at most 0 if it breaks nothing."""
        over = self._assembled() @ point - np.array(self._limits)
        return float(max(over.max(), (self.low - point).max(), (point - self.high).max()))

    def _assembled(self) -> sparse.csr_matrix:
        """The matrix of all rows, of which those from before are kept."""
        before = 0 if self._matrix is None else self._matrix.shape[0]
        if before < len(self._rows):
            added = matrix_of(self._rows[before:], len(self.low))
            both = added if self._matrix is None else sparse.vstack([self._matrix, added])
            self._matrix = sparse.csr_matrix(both)
        return self._matrix


def matrix_of(rows: Sequence[Terms], columns: int) -> sparse.csr_matrix:
    """Return the sparse matrix of rows of coefficients."""
    places = [(row, column) for row, terms in enumerate(rows) for column in terms]
    factors = [factor for terms in rows for factor in terms.values()]
    across = tuple(zip(*places, strict=True)) or ((), ())
    return sparse.csr_matrix((factors, across), shape=(len(rows), columns))
