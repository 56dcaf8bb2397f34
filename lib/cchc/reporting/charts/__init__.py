"""Charts: one message each, the unit of the report against the grey rest, values written in Vietnamese.

Every function returns a matplotlib figure, not yet drawn; ``to_block`` draws it once.
"""

from cchc.reporting.charts.bars import bars, diverging, pareto, stacked
from cchc.reporting.charts.base import LINE, OWN, REST, WORSE, to_block
from cchc.reporting.charts.draws import frontier, intervals, rank_draws
from cchc.reporting.charts.fields import dots, positions, side_by_side
from cchc.reporting.charts.maps import distribution, scatter, tiles
from cchc.reporting.charts.series import history, panels

__all__ = [
    "LINE", "OWN", "REST", "WORSE", "bars", "distribution", "diverging", "dots", "frontier", "history", "intervals", "panels",
    "pareto", "positions", "rank_draws", "scatter", "side_by_side", "stacked", "tiles", "to_block",
]  # fmt: skip
