import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from bugmark_py.errors import InputError
from bugmark_py.mechanisms.distributions import Distribution, Values, parse_distribution

pytestmark = pytest.mark.unit


def values(text: str) -> Distribution:
    return parse_distribution("values(bids.txt)", read=lambda _: text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is no distribution"),
        ("0.5", "is no distribution"),
        ("uniform", "is no distribution"),
        ("uniform(0,1", "is no distribution"),
        ("lognormal(0,1)", "there is no distribution 'lognormal'"),
        ("uniform(0)", "needs two numbers"),
        ("uniform(0,1,2)", "needs two numbers"),
        ("uniform(a,b)", "needs two numbers"),
        ("uniform(0,2)", "is not within [0, 1]"),
        ("uniform(-0.1,1)", "is not within [0, 1]"),
        ("uniform(0.5,0.5)", "is not within [0, 1]"),
        ("uniform(0.6,0.5)", "is not within [0, 1]"),
        ("uniform(0,nan)", "is not within [0, 1]"),
        ("normal(0.5,-0.2)", "standard deviation above 0"),
        ("normal(0.5,0)", "standard deviation above 0"),
        ("normal(0.5,nan)", "standard deviation above 0"),
        ("normal(inf,1)", "finite mean"),
        ("normal(50,0.1)", "leaves nothing in [0, 1]"),
        ("normal(-50,0.1)", "leaves nothing in [0, 1]"),
        ("beta(0,1)", "two shapes above 0"),
        ("beta(1,-1)", "two shapes above 0"),
        ("beta(nan,1)", "two shapes above 0"),
    ],
)
def test_what_is_no_distribution_of_valuations_is_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_distribution(text)

    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "bids.txt) holds no values"),
        ("# none yet\n", "holds no values"),
        ("0.5 nan", "holds 'nan': give numbers"),
        ("0.5 inf", "holds 'inf': give numbers"),
        ("0.5 five", "holds 'five': give numbers"),
        ("1/0", "holds '1/0': give numbers"),
        ("0.5 1.5", "holds 1.5: valuations lie in [0, 1]"),
        ("-0.5", "holds -0.5: valuations lie in [0, 1]"),
        ("0.12345678901234567", "more digits than can be drawn exactly"),
    ],
)
def test_a_file_with_what_is_no_valuation_is_refused(content: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        values(content)

    assert says in str(refused.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(InputError, match="cannot be read: No such file"):
        parse_distribution(f"values({tmp_path / 'none'})")
    with pytest.raises(InputError, match="it is no text"):
        parse_distribution(f"values({tmp_path / 'bytes'})")


def test_values_come_from_lines_commas_and_spaces() -> None:
    found = values("0.25, 1/2 # of last year\n\n1")

    assert isinstance(found, Values)
    assert found.values == (Fraction(1, 4), Fraction(1, 2), Fraction(1))
    assert found.support == (0.25, 1.0)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("uniform(0.2,0.7)", stats.uniform(0.2, 0.5)),
        ("normal(0.5,0.2)", stats.truncnorm(-2.5, 2.5, 0.5, 0.2)),
        ("normal(0.1,0.4)", stats.truncnorm(-0.25, 2.25, 0.1, 0.4)),
        ("normal(-1,0.2)", stats.truncnorm(5, 10, -1, 0.2)),
        ("normal(2,0.2)", stats.truncnorm(-10, -5, 2, 0.2)),
        ("beta(2,5)", stats.beta(2, 5)),
        ("beta(0.5,0.5)", stats.beta(0.5, 0.5)),
    ],
)
def test_distributions_are_those_of_scipy(text: str, reference: stats.rv_continuous) -> None:
    distribution = parse_distribution(text)
    x = np.linspace(-0.1, 1.1, 121)
    ranks = np.linspace(0.001, 0.999, 99)

    assert distribution.cdf(x) == pytest.approx(reference.cdf(x), abs=1e-12)
    assert distribution.at_least(x) == pytest.approx(reference.sf(x), abs=1e-12)
    assert distribution.quantile(ranks) == pytest.approx(reference.ppf(ranks), abs=1e-9)
    assert parse_distribution(str(distribution)) == distribution


@pytest.mark.parametrize(
    "text", ["uniform(0.2,0.7)", "normal(0.5,0.4)", "normal(-1,0.2)", "beta(2,5)", "beta(0.3,0.3)"]
)
def test_samples_follow_their_distribution(text: str) -> None:
    distribution = parse_distribution(text)
    drawn = distribution.sample(np.random.default_rng(7), (20_000,))

    test = stats.kstest(drawn, distribution.cdf)

    assert test.pvalue > 0.001
    assert drawn.min() >= 0
    assert drawn.max() <= 1


def test_values_are_drawn_equally_often_and_whole() -> None:
    distribution = values("0.1 0.25 0.25 1")
    drawn = distribution.sample(np.random.default_rng(7), (40_000,))

    found, counts = np.unique(drawn, return_counts=True)

    assert distribution.scale == 20
    assert list(found) == [2, 5, 20]
    assert counts / len(drawn) == pytest.approx([0.25, 0.5, 0.25], abs=0.01)


def test_values_count_what_is_at_their_edge() -> None:
    distribution = values("1/3 0.5")
    edge = np.array([1 / 3, 0.5, 0.6])

    assert list(distribution.at_least(edge)) == [1.0, 0.5, 0.0]
    assert list(distribution.cdf(edge)) == [0.5, 1.0, 1.0]
    assert list(distribution.quantile(np.array([0.0, 0.5, 0.51, 1.0]))) == pytest.approx(
        [1 / 3, 1 / 3, 0.5, 0.5]
    )
    assert not distribution.continuous


def test_a_tail_keeps_its_digits() -> None:
    distribution = parse_distribution("normal(-1,0.1)")

    # Beyond 10.5 standard deviations, given that it is beyond 10.
    ratio = math.erfc(10.5 / math.sqrt(2)) / math.erfc(10 / math.sqrt(2))
    assert float(distribution.at_least(np.array(0.05))) == pytest.approx(ratio, rel=1e-9)
