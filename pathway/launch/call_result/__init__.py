"""One call: what to ask, what came of it, what the listing says then, and a draft that is published after it."""
