"""The signatures under the rules, words and periods: recorded, withdrawn, with their history."""
