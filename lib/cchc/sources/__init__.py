"""The only code that reads files: everything is checked here before anything is computed."""
