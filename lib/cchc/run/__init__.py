"""Running reports: the only layer that starts notebooks, prints and replaces files in ``reports/``."""
