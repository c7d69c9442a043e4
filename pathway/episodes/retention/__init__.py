"""How long what is known of a woman is kept: closing, forgetting, what keeps it longer."""
