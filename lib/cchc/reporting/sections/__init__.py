"""The sections that notebooks show: one function, one displayed object."""
