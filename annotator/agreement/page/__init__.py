"""The report as one HTML page for people who do not use a terminal: charts, tables, every version of the articles."""

from annotator.agreement.page.document import GENERATOR as GENERATOR
from annotator.agreement.page.document import page as page
from annotator.agreement.page.drawing import require_library as require_library
