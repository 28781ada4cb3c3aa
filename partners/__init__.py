"""Who: people, organisations, memberships, and the vocabularies of themes and services."""
