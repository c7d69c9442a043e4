"""Launch: what is left to do before live use. Numbers, drafts, signatures, fallback words."""
