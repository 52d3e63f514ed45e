"""The mechanisms by their definitions, in fractions: the times of all bidders, in some order."""

from fractions import Fraction

ONE = Fraction(1)


def payers(group: list[Fraction], amount: Fraction, *, above: bool = False) -> list[int]:
    """Every k of whom the k-th highest pays amount / k."""
    ranked = enumerate(sorted(group, reverse=True), start=1)
    return [k for k, v in ranked if (k * v > amount if above else k * v >= amount)]


def most(group: list[Fraction]) -> Fraction:
    return max((k * v for k, v in enumerate(sorted(group, reverse=True), start=1)), default=0 * ONE)


def cs(profile: list[Fraction]) -> list[Fraction]:
    paying = max(payers(profile, ONE), default=0)
    return [0 * ONE] * paying + [ONE] * (len(profile) - paying)


def sd(profile: list[Fraction], deadline: Fraction) -> list[Fraction]:
    n = len(profile)
    found = payers([v * deadline for v in profile], ONE)
    if not found:
        return [ONE] * n
    ranked = sorted((v * deadline for v in profile), reverse=True)
    without = max((k for k in range(1, n) if k * ranked[k] >= ONE), default=0)
    times = [0 * ONE if r <= max(found) else deadline for r in range(1, n + 1)]
    for rank in range(without + 1, min(found) + 1):
        times[rank - 1] = 1 - deadline
    return times


def gcsod(left: list[Fraction], right: list[Fraction]) -> list[Fraction]:
    ml, mr = most(left), most(right)
    faces_left = 1 / mr if mr >= 1 else ONE
    faces_right = 1 / ml if ml >= 1 else ONE
    pay_left = max(payers(left, max(ONE, mr)), default=0)
    pay_right = max(payers(right, max(ONE, ml), above=ml >= 1), default=0)
    assert not (pay_left and pay_right)
    return (
        [0 * ONE] * (pay_left + pay_right)
        + [faces_left] * (len(left) - pay_left)
        + [faces_right] * (len(right) - pay_right)
    )
