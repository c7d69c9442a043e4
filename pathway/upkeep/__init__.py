"""Looking after an installation: loading the listings, preparing the database."""
