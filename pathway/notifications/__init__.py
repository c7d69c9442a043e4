"""Telling people: a message is a row saved with what it tells of, and sent afterwards by the worker."""
