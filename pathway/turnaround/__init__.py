"""The 72-hour clock: when it ends, what is due by when, who hears if it is late. Plain Python.

It reads no clock and no database: a moment comes in as an argument, aware UTC, and goes out the same.
"""
