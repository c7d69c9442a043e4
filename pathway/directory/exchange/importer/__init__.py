"""Imports listings: reads a file, matches it with the directory, checks every row, and writes all of it or nothing."""
