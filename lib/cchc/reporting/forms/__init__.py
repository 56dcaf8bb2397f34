"""Excel forms that offices fill in; ``sources`` reads what comes back."""
