"""Listings in and out of files: one set of fields, one folder for each format, and the importer."""
