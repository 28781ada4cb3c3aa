"""Forms of assets."""
