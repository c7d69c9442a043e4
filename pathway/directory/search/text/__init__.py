"""Words: what a listing and a searcher say, made comparable and understood."""
