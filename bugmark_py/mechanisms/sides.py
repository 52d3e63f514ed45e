"""What no mechanism here prevents: bids under two identities, and two bidders who agree.

Strategy-proof means that no identity gains by misreporting on its own. These searches say what is
gained otherwise. Who deviates knows the rule, and that all others bid honestly, independently and
uniformly from 0 to a highest valuation; the best two bids are found by trying all. Utilities are
means over the deviators' own valuations, which are uniform too.

numpy comes with the extra `lab`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import comb
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bugmark_py.mechanisms.large import Flags, Whole
from bugmark_py.mechanisms.many import Rule
from bugmark_py.mechanisms.search import multisets

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    """A pool as bidders see it before they bid.

    Attributes:
        rule: what decides it.
        coins: whether the rule parts bidders into groups.
        others: how many bid besides those who deviate.
        highest: valuations are from 0 to this, in steps.
        step: base units of a step, so that whole base units round next to nothing.
    """

    rule: Rule
    coins: bool
    others: int
    highest: int
    step: int


@dataclass(frozen=True)
class TwoIdentities:
    """Mean utilities, in steps, of one person who has two identities.

    Attributes:
        honest: bids once and honestly.
        sealed: makes the best two bids without knowing those of others.
        knowing: makes them knowing all bids and coins of others, but not their own coins.
        early: makes them without knowing, sees all coins, and then reveals both, one or none of
            them: what a pool would allow that drew coins before the reveal.
    """

    honest: float
    sealed: float
    knowing: float
    early: float


@dataclass(frozen=True)
class Agreement:
    """Mean utilities, in steps, of two people together.

    Attributes:
        honest: both bid honestly.
        agreed: they make the two bids that are best for both together.
    """

    honest: float
    agreed: float


def two_identities(setting: Setting) -> TwoIdentities:
    """Say what somebody makes of a second identity."""
    true = np.arange(setting.highest + 1)
    pairs = np.array([*product(true, repeat=2)])
    shape = true.size, len(pairs)
    sealed, early, honest = np.zeros(shape), np.zeros(shape), np.zeros(true.size)
    knowing = 0.0
    for others in _others(setting):
        single = {
            coin: _utilities(setting, true[:, None], (coin,), others) for coin in _coins(setting)
        }
        honest += sum(each[true, true] @ others.chances for each in single.values()) / len(single)
        known = np.zeros((*shape, others.chances.size))
        coins = [*product(single, repeat=2)]
        for first, second in coins:
            both = _utilities(setting, pairs, (first, second), others)
            known += both / len(coins)
            options = (
                both @ others.chances,
                (single[first] @ others.chances)[:, pairs[:, 0]],
                (single[second] @ others.chances)[:, pairs[:, 1]],
            )
            early += np.maximum.reduce([*options, np.zeros(shape)]) / len(coins)
        sealed += known @ others.chances
        knowing += float((known.max(axis=1) @ others.chances).mean())
    return TwoIdentities(
        honest=float(honest.mean()),
        sealed=float(sealed.max(axis=1).mean()),
        knowing=knowing,
        early=float(early.max(axis=1).mean()),
    )


def agreement(setting: Setting) -> Agreement:
    """Say what two bidders make of agreeing on their bids, without knowing those of others."""
    true = np.arange(setting.highest + 1)
    pairs = np.array([*product(true, repeat=2)])
    gains, paid = np.zeros((2, len(pairs))), np.zeros(len(pairs))
    for others in _others(setting):
        coins = [*product(_coins(setting), repeat=2)]
        for own in coins:
            gain, paid_by_each = _bid(setting, pairs, own, others)
            gains += (others.chances @ gain).T / len(coins)
            paid += (paid_by_each.sum(axis=2) @ others.chances) / len(coins)
    # Row: what both value; column: what both bid.
    utilities = pairs @ gains - paid
    return Agreement(
        honest=float(np.diagonal(utilities).mean()),
        agreed=float(utilities.max(axis=1).mean()),
    )


@dataclass(frozen=True, eq=False)
class _Others:
    """What others may bid with some coins, and with which chance; all chances add up to 1."""

    bids: Whole
    left: tuple[bool, ...]
    chances: Floats


def _others(setting: Setting) -> list[_Others]:
    found = []
    for lefts in range(setting.others + 1) if setting.coins else [setting.others]:
        left, left_weights = multisets(lefts, setting.highest)
        right, right_weights = multisets(setting.others - lefts, setting.highest)
        weights = np.outer(left_weights, right_weights).ravel()
        ways = comb(setting.others, lefts) / 2**setting.others if setting.coins else 1
        found.append(
            _Others(
                np.hstack([np.repeat(left, len(right), axis=0), np.tile(right, (len(left), 1))]),
                (True,) * lefts + (False,) * (setting.others - lefts),
                weights / weights.sum() * ways,
            )
        )
    return found


def _coins(setting: Setting) -> tuple[bool, ...]:
    return (True, False) if setting.coins else (True,)


def _bid(
    setting: Setting, own: Whole, coins: Sequence[bool], others: _Others
) -> tuple[Floats, Floats]:
    """What bids come to.

    Args:
        setting: the pool.
        own: one row of own bids a try, in steps.
        coins: whether each own bid is left.
        others: all that they may bid.

    Returns:
        Share of the period gained and steps paid, by try, others' bids, and own bid.
    """
    tries, mine = own.shape
    values = np.empty((tries, len(others.bids), mine + setting.others), np.int64)
    values[:, :, :mine] = own[:, None]
    values[:, :, mine:] = others.bids
    left: Flags = np.array([*coins, *others.left])
    many = setting.rule(values.reshape(-1, values.shape[2]) * setting.step, left)
    shape = tries, len(others.bids), mine
    gain, paid = (
        (each[:, :mine] / many.unit[:, :mine]).reshape(shape) for each in (many.gain, many.paid)
    )
    return gain, paid / setting.step


def _utilities(setting: Setting, own: Whole, coins: Sequence[bool], others: _Others) -> Floats:
    """Utility of who makes all the bids, by own valuation, try, and others' bids."""
    gain, paid = _bid(setting, own, coins, others)
    true = np.arange(setting.highest + 1)[:, None, None]
    utilities: Floats = true * gain.max(axis=2) - paid.sum(axis=2)
    return utilities
