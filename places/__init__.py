"""Where: areas, postcodes, fuzzy membership, reading shapes, and looking places up."""
