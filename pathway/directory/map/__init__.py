"""The map: points for sites, shading for the areas served, and words for all of it.

Only a site has a point, and the database refuses any other kind. A confidential service counts in the areas it serves.
"""
