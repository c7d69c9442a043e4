"""Spot checks: five numbers a month, chosen at random, which the coordinator rings."""
