"""The index in memory: every visible listing as columns, bit sets and posting lists, until the index changes."""
