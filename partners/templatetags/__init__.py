"""Parts of pages that say what organisations offer."""
