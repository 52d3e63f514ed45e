"""Linear programs whose answer is proven in exact fractions.

Minimise c x subject to A x <= b, all in fractions. The solver, in floats, says only which rows
bind; multipliers y >= 0 of those with y A = -c are then found exactly, and prove that c x >= -y b
for every feasible x. With one more variable, by which every row may be missed, the least that has
to be missed is proven to be above 0 in the same way: then nothing is feasible (Farkas).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np
from scipy import optimize

from bugmark_py.mechanisms.linear import SolverError, matrix_of

ExactTerms: TypeAlias = Mapping[int, Fraction]
"""Coefficients by variable."""

_PRESENT: Final = 1e-9
_FEASIBLE: Final = 1e-7


@dataclass(frozen=True)
class Row:
    """One constraint: a sum is at most a limit.

    Attributes:
        name: what it asks for.
        terms: the sum.
        limit: the most that it may be.
    """

    name: str
    terms: ExactTerms
    limit: Fraction


@dataclass(frozen=True)
class Certificate:
    """A proof that no feasible point has an objective below a value.

    Attributes:
        infeasible: whether it proves that there is no feasible point at all.
        value: what the objective is at least; if infeasible, by how much some row is missed.
        multipliers: of rows, by their place.
        rows: the program.
        objective: what is minimised; nothing, if infeasible.
    """

    infeasible: bool
    value: Fraction
    multipliers: Mapping[int, Fraction]
    rows: Sequence[Row]
    objective: ExactTerms

    def holds(self) -> bool:
        """Check it, in fractions: multipliers are not negative, and add up to what is claimed."""
        total: dict[int, Fraction] = {}
        for place, multiplier in self.multipliers.items():
            if multiplier < 0:
                return False
            for variable, factor in self.rows[place].terms.items():
                total[variable] = total.get(variable, Fraction(0)) + multiplier * factor
        wanted = {} if self.infeasible else self.objective
        if any(
            total.get(variable, 0) != -wanted.get(variable, Fraction(0))
            for variable in total.keys() | wanted.keys()
        ):
            return False
        bound = -sum(
            (each * self.rows[place].limit for place, each in self.multipliers.items()), Fraction(0)
        )
        if self.infeasible:
            return bound > 0 and sum(self.multipliers.values()) == 1 and bound == self.value
        return bound == self.value


def minimise(rows: Sequence[Row], objective: ExactTerms) -> tuple[Certificate, Sequence[float]]:
    """Solve, and prove the answer.

    Args:
        rows: what is asked for; variables are free but for these.
        objective: what is minimised.

    Returns:
        The proof, and a best point in floats (of all that misses least, if nothing is feasible).

    Raises:
        SolverError: the solver failed, or its answer could not be made exact.
    """
    variables = 1 + max(max(row.terms) for row in rows if row.terms)
    missing = {variables: Fraction(-1)}
    elastic = [Row(row.name, {**row.terms, **missing}, row.limit) for row in rows]
    elastic.append(Row("missed by", missing, Fraction(0)))
    value, point, dual = _solve(elastic, {variables: Fraction(1)}, variables + 1)
    if value > _FEASIBLE:
        multipliers = _exact(elastic, {variables: Fraction(1)}, dual)
        return _certificate(rows, multipliers, None), point[:-1]
    _, point, dual = _solve(rows, objective, variables)
    return _certificate(rows, _exact(rows, objective, dual), objective), point


def _certificate(
    rows: Sequence[Row], multipliers: Mapping[int, Fraction], objective: ExactTerms | None
) -> Certificate:
    value = -sum((each * rows[place].limit for place, each in multipliers.items()), Fraction(0))
    found = Certificate(objective is None, value, multipliers, rows, objective or {})
    if not found.holds():
        raise SolverError("the solver's answer could not be proven in exact fractions")
    return found


def _solve(
    rows: Sequence[Row], objective: ExactTerms, variables: int
) -> tuple[float, Sequence[float], Mapping[int, float]]:
    """Solve in floats: the value, the point, and the multipliers that are there."""
    costs = np.zeros(variables)
    for variable, factor in objective.items():
        costs[variable] = float(factor)
    matrix = matrix_of(
        [{each: float(x) for each, x in row.terms.items()} for row in rows], variables
    )
    limits = np.array([float(row.limit) for row in rows])
    # The simplex method ends at a vertex, of whose multipliers the rows are independent.
    found = optimize.linprog(costs, matrix, limits, bounds=(None, None), method="highs-ds")
    if not found.success:
        raise SolverError(f"the linear program was not solved: {found.message}")
    dual = -found.ineqlin.marginals
    present = {int(place): float(dual[place]) for place in np.flatnonzero(dual > _PRESENT)}
    return float(found.fun), list(found.x), present


def _exact(
    rows: Sequence[Row], objective: ExactTerms, dual: Mapping[int, float]
) -> dict[int, Fraction]:
    """Multipliers of the rows that bind, such that they add up to the objective exactly.

    Raises:
        SolverError: these rows allow for none, or for several.
    """
    equations: dict[int, dict[int, Fraction]] = {}
    for place in dual:
        for variable, factor in rows[place].terms.items():
            equations.setdefault(variable, {})[place] = factor
    system = [
        (terms, -objective.get(variable, Fraction(0))) for variable, terms in equations.items()
    ]
    return eliminate(system)


def eliminate(
    system: Sequence[tuple[Mapping[int, Fraction], Fraction]],
) -> dict[int, Fraction]:
    """Solve linear equations in fractions, sparse rows first.

    Raises:
        SolverError: they have no solution, or several.
    """
    todo = [({each: x for each, x in terms.items() if x}, right) for terms, right in system]
    solved: list[tuple[int, dict[int, Fraction], Fraction]] = []
    while todo:
        todo.sort(key=lambda equation: len(equation[0]), reverse=True)
        terms, right = todo.pop()
        if not terms:
            if right:
                raise SolverError("the solver's rows contradict each other in exact fractions")
            continue
        pivot, factor = next(iter(terms.items()))
        rest = {each: x / factor for each, x in terms.items() if each != pivot}
        right /= factor
        solved.append((pivot, rest, right))
        todo = [_without(pivot, rest, right, each) for each in todo]
    found: dict[int, Fraction] = {}
    for pivot, rest, right in reversed(solved):
        if not rest.keys() <= found.keys():
            raise SolverError("the solver's rows leave their multipliers open")
        found[pivot] = right - sum((x * found[each] for each, x in rest.items()), Fraction(0))
    return found


def _without(
    pivot: int,
    rest: Mapping[int, Fraction],
    right: Fraction,
    equation: tuple[dict[int, Fraction], Fraction],
) -> tuple[dict[int, Fraction], Fraction]:
    """An equation with the pivot replaced by what it equals."""
    terms, limit = equation
    factor = terms.pop(pivot, None)
    if factor is None:
        return equation
    for each, x in rest.items():
        changed = terms.get(each, Fraction(0)) - factor * x
        if changed:
            terms[each] = changed
        else:
            terms.pop(each, None)
    return terms, limit - factor * right
