"""JupyterLab as this project sets it up: ``config`` and ``data`` are found by JupyterLab through two variables."""
