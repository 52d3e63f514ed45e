import pytest

from bugmark_py.lab.paper import COLUMNS, TABLE
from bugmark_py.lab.table import TableRow, Verdict, table

pytestmark = pytest.mark.unit

ROWS = [("normal(0.5,0.4)", 1), ("normal(0.5,0.4)", 2), ("uniform(0,1)", 10)]


@pytest.fixture(scope="module")
def rows() -> list[TableRow]:
    return table(samples=50_000, seed=1, segments=12, rows=ROWS)


def test_cells_that_cannot_be_right_are_found_and_explained(rows: list[TableRow]) -> None:
    impossible = {
        (row.agents, column): cell.why
        for row in rows
        for column, cell in row.cells.items()
        if cell.verdict is Verdict.IMPOSSIBLE
    }

    delays = ("max_gcsod", "max_cs", "sum_gcsod", "sum_cs")
    assert impossible.keys() == {(agents, column) for agents in (1, 2) for column in delays}
    assert "her delay is 1 in every sample" in impossible[1, "max_cs"]
    assert "0.76 and 1.48 cannot both be right" in impossible[2, "sum_cs"]
    assert "(1.7500 is exact for this one)" in impossible[2, "sum_gcsod"]


def test_a_printed_mean_that_sampling_explains_says_so(rows: list[TableRow]) -> None:
    cell = rows[2].cells["max_gcsod"]

    assert cell.printed == 0.68
    assert cell.ours == pytest.approx(0.6863303, abs=1e-6)
    assert cell.verdict is Verdict.SAMPLING
    assert "if it is a mean of at most" in cell.why


def test_exact_and_sampled_agree_and_bounds_are_below(rows: list[TableRow]) -> None:
    assert all(row.worst <= 3 for row in rows)
    assert all(row.bounded for row in rows)
    assert rows[0].cells["max_cs"].ours == 1.0
    assert rows[1].cells["max_cs"].ours == pytest.approx(3 / 4)


def test_bounds_by_another_grid_differ_from_the_printed_ones(rows: list[TableRow]) -> None:
    assert rows[2].cells["max_bound"].verdict is Verdict.DIFFERS


def test_the_papers_table_has_twelve_rows_and_six_columns() -> None:
    assert len(TABLE) == 12
    assert {len(row) for row in TABLE.values()} == {len(COLUMNS)} == {6}
