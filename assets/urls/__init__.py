"""Addresses of assets, a module an idea. Those with a word in them come before `assets/<ref>/`."""
