"""acuevid: an evidence summariser for clinical fact sheets."""

__version__ = "0.1.0"
