"""Where to refer her, and why: the questions, the rules, and what they give."""
