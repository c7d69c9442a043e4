"""What every page needs: who may see it, headers, limits, errors, assets, forms."""
