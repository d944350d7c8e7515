"""The report as one HTML page for people who do not use a terminal: charts, tables, every version of the articles."""

from annotator.agreement.page.drawing import require_library as require_library
from annotator.report.html import GENERATOR as GENERATOR
from annotator.report.html import page as page
