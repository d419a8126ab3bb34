"""The names of the formats of an export, as the command line and the marks of files have them."""

from enum import StrEnum


class ExportFormat(StrEnum):
    """The formats of an export."""

    MD = "md"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"
    METAFOR = "metafor"
    R = "r"
    ROBVIS = "robvis"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"
    FHIR = "fhir"
    TOML = "toml"
