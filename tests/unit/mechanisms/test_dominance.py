import itertools
from dataclasses import replace
from fractions import Fraction

import pytest

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.certificates import Certificate, Row, eliminate, minimise
from bugmark_py.mechanisms.dominance import Delay, Verdict, dominance, grid_of
from bugmark_py.mechanisms.linear import SolverError

pytestmark = pytest.mark.unit

F = Fraction


@pytest.mark.parametrize("delay", Delay)
@pytest.mark.parametrize("agents", [3, 4])
def test_from_three_bidders_on_nothing_strategy_proof_has_delays_of_at_most_csods(
    agents: int, delay: Delay
) -> None:
    found = dominance(agents, grid_of(agents), delay)

    assert found.verdict is Verdict.INFEASIBLE
    assert found.least is None
    assert found.certificate.infeasible
    assert adds_up(found.certificate)


@pytest.mark.parametrize("delay", Delay)
@pytest.mark.parametrize("agents", [1, 2])
def test_for_one_or_two_bidders_cs_has_the_delays_of_csod_and_nothing_has_less(
    agents: int, delay: Delay
) -> None:
    # On 0, 1/2, 1: one bidder waits but at 1. Two wait for ever at (0, 0), (0, 1/2), (1/2, 0) as
    # nothing is sold, and one of them at (0, 1).
    by_hand = {(1, Delay.MAX): 1, (1, Delay.SUM): 1, (2, Delay.MAX): 3, (2, Delay.SUM): 5}

    found = dominance(agents, grid_of(agents), delay)

    assert found.verdict is Verdict.EQUAL
    assert found.csod == found.least == by_hand[agents, delay]
    assert adds_up(found.certificate)


def test_more_values_leave_it_infeasible() -> None:
    found = dominance(3, grid_of(3, [F(9, 10), F(3, 4), F(13, 50)]))

    assert found.verdict is Verdict.INFEASIBLE
    assert found.profiles == 84


def adds_up(certificate: Certificate) -> bool:
    """Whether multipliers times rows give the objective and more than is allowed, by hand."""
    used = [(certificate.rows[place], each) for place, each in certificate.multipliers.items()]
    variables = {variable for row, _ in used for variable in row.terms}
    wanted = {} if certificate.infeasible else certificate.objective
    sums = {
        variable: sum((row.terms.get(variable, F(0)) * each for row, each in used), F(0))
        for variable in variables
    }
    limit = sum((row.limit * each for row, each in used), F(0))
    return (
        all(each >= 0 for _, each in used)
        and all(sums[variable] == -wanted.get(variable, F(0)) for variable in variables)
        and wanted.keys() <= variables
        and (limit < 0 if certificate.infeasible else -limit == certificate.value)
    )


def test_a_certificate_that_was_tampered_with_does_not_hold() -> None:
    certificate = dominance(3, grid_of(3)).certificate
    place, multiplier = next(iter(certificate.multipliers.items()))
    changed = {**certificate.multipliers, place: multiplier + F(1, 1000)}
    negative = {**certificate.multipliers, place: -multiplier}

    assert certificate.holds()
    assert not replace(certificate, multipliers=changed).holds()
    assert not replace(certificate, multipliers=negative).holds()
    assert not replace(certificate, value=certificate.value * 2).holds()
    assert not replace(certificate, multipliers={}).holds()


def test_a_minimum_is_proven() -> None:
    # Least of x + y over x >= 1/3, y >= x: 2/3.
    rows = [
        Row("x", {0: F(-1)}, F(-1, 3)),
        Row("y", {0: F(1), 1: F(-1)}, F(0)),
    ]

    certificate, point = minimise(rows, {0: F(1), 1: F(1)})

    assert certificate.value == F(2, 3)
    assert certificate.multipliers == {0: 2, 1: 1}
    assert point == pytest.approx([1 / 3, 1 / 3])


def test_what_contradicts_itself_is_proven_infeasible() -> None:
    rows = [Row("low", {0: F(-1)}, F(-1)), Row("high", {0: F(1)}, F(1, 2))]

    certificate, _ = minimise(rows, {0: F(1)})

    assert certificate.infeasible
    assert certificate.multipliers == {0: F(1, 2), 1: F(1, 2)}
    assert certificate.value == F(1, 4)


def test_equations_are_solved_in_fractions() -> None:
    third, half = F(1, 3), F(1, 2)

    found = eliminate([({0: third, 1: half}, F(1)), ({0: F(1), 1: F(-1)}, F(1, 2))])

    assert found[0] * third + found[1] * half == 1
    assert found[0] - found[1] == F(1, 2)


def test_equations_without_one_solution_are_refused() -> None:
    with pytest.raises(SolverError, match="contradict"):
        eliminate([({0: F(1)}, F(1)), ({0: F(2)}, F(1))])
    with pytest.raises(SolverError, match="open"):
        eliminate([({0: F(1), 1: F(1)}, F(1))])


def test_a_grid_holds_each_share() -> None:
    assert grid_of(3, [F(9, 10)]) == (F(0), F(1, 3), F(1, 2), F(9, 10), F(1))


def test_what_is_no_grid_is_refused() -> None:
    with pytest.raises(InputError, match="0 agents share nothing"):
        grid_of(0)
    with pytest.raises(InputError, match="value 3/2 is not in"):
        grid_of(2, [F(3, 2)])
    with pytest.raises(InputError, match="the grid lacks 1/3"):
        dominance(3, [F(0), F(1, 2), F(1)])
    with pytest.raises(InputError, match="give a coarser grid"):
        dominance(5, grid_of(5, [F(each, 30) for each in range(30)]))


def test_symmetry_is_without_loss() -> None:
    # Profiles are multisets: on 4 values and 3 bidders 20 of 64.
    values = grid_of(3)

    distinct = {tuple(sorted(each)) for each in itertools.product(values, repeat=3)}

    assert dominance(3, values).profiles == len(distinct) == 20
