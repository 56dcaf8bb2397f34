"""Charts: one message each, the unit of the report against the grey rest, values written in Vietnamese.

Every function returns a ``Chart``: how it is drawn on a canvas of any width, and the figures it shows. ``to_block`` draws it
for print and for a phone.
"""

from cchc.reporting.charts.bars import answers, bars, diverging, pareto, stacked
from cchc.reporting.charts.base import LINE, OWN, REST, WORSE, Chart, to_block
from cchc.reporting.charts.draws import frontier, intervals, rank_draws
from cchc.reporting.charts.fields import gaps, positions, side_by_side
from cchc.reporting.charts.heat import heat
from cchc.reporting.charts.maps import distribution, scatter, tiles
from cchc.reporting.charts.series import history, panels
from cchc.reporting.charts.slopes import slope

__all__ = [
    "LINE", "OWN", "REST", "WORSE", "Chart", "answers", "bars", "distribution", "diverging", "frontier", "gaps", "heat", "history",
    "intervals", "panels", "pareto", "positions", "rank_draws", "scatter", "side_by_side", "slope", "stacked", "tiles", "to_block",
]  # fmt: skip
