"""Words: turns a listing's text and a typed search into the same tokens, and tokens into meanings."""
