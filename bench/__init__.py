"""Benchmarks: made-up listings and searches, the real server, and tables of results."""
