"""Scenario forecasting: write down what you believe about a negotiation, see what follows.

>>> import foretell as ft
>>> s = ft.Scenario('''
... [event.meeting]
... p = 0.3
...
... [event.deal]
... p    = 0.1
... case = [ { if = "meeting", p = 0.6 } ]
... ''')
>>> round(s.run(exact=True)["deal"].probability, 12)
0.25
"""

from ._answers import Answer, Chart, Estimate, Figure, Quantile
from ._asked import NumberPath, Overlay
from ._errors import (
    CancelledError,
    Diagnostic,
    Diagnostics,
    Edit,
    FaultError,
    ForetellError,
    MismatchError,
    MissingError,
    Span,
    UsageError,
)
from ._foretell import explain_code
from ._foretell import version as _version
from ._results import Comparison, Explanation, Forecast, Result, Sensitivity, Sweep, Swing, Track
from ._scenario import Scenario, read
from ._tables import Column, Table, Trials

__version__: str = _version()

__all__ = [
    "Answer",
    "CancelledError",
    "Chart",
    "Column",
    "Comparison",
    "Diagnostic",
    "Diagnostics",
    "Edit",
    "Estimate",
    "Explanation",
    "FaultError",
    "Figure",
    "Forecast",
    "ForetellError",
    "MismatchError",
    "MissingError",
    "NumberPath",
    "Overlay",
    "Quantile",
    "Result",
    "Scenario",
    "Sensitivity",
    "Span",
    "Sweep",
    "Swing",
    "Table",
    "Track",
    "Trials",
    "UsageError",
    "__version__",
    "explain_code",
    "read",
]
