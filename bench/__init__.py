"""Measuring: made-up listings, a made-up workload, the real server, and tables of what was seen."""
