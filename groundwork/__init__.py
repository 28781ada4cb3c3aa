"""Shared machinery, a module an idea. No word of the domain is spoken here."""
