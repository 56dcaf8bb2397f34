"""nbconvert exporters: ``jupyter nbconvert --to cchc_pdf`` and JupyterLab's *Save and Export Notebook As*."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, ClassVar

from nbconvert.exporters import Exporter
from traitlets import default
from traitlets.config import Application, Config

from cchc.errors import CchcError
from cchc.reporting.document import Document
from cchc.reporting.document_files import parameters_of, unit_and_year
from cchc.reporting.html import render_html
from cchc.reporting.notebook import build_document
from cchc.reporting.typst import render_pdf
from cchc.reporting.word import render_docx

#: nbconvert's application, which imports this module.
_COMMAND = "jupyter-nbconvert"


class HtmlExporter(Exporter):  # type: ignore[misc]
    """An executed notebook as one self-contained HTML file."""

    export_from_notebook = "Tài liệu HTML"
    output_mimetype = "text/html"
    extension: ClassVar[str] = ".html"
    renderer: ClassVar[tuple[Callable[[Document], str | bytes]]] = (render_html,)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return self.extension

    @property
    def default_config(self) -> Config:
        """With ``--execute``: this project's Python, whatever kernel the notebook names."""
        own = Config({"ExecutePreprocessor": {"kernel_name": "python3"}})
        own.merge(super().default_config)
        return own

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[Any, Any]:
        """Return the rendered document and nbconvert's resources; its file is called after unit and year.

        Raises
        ------
        CchcError
            If the outputs are not those of one whole run, or cannot be carried; JupyterLab shows the sentence. The command
            ``jupyter nbconvert`` ends with it instead, without a traceback.
        """
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        try:
            document = build_document(nb)
            # the server names a download by the notebook and this ending
            whose = unit_and_year(parameters_of(nb, str(resources["metadata"].get("name", ""))))
            resources["output_extension"] = f"-{whose}{self.extension}"
            return self.renderer[0](document), resources
        except CchcError as error:
            if Application.initialized() and Application.instance().name == _COMMAND:
                sys.stderr.write(f"Lỗi: {error}\n")
                raise SystemExit(2) from None
            raise


class PdfExporter(HtmlExporter):
    """An executed notebook as PDF/A-2a, PDF/UA-1."""

    export_from_notebook = "Tài liệu PDF"
    output_mimetype = "application/pdf"
    extension = ".pdf"
    renderer = (render_pdf,)


class WordExporter(HtmlExporter):
    """An executed notebook as Word."""

    export_from_notebook = "Tài liệu Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    extension = ".docx"
    renderer = (render_docx,)
