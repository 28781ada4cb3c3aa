"""Settings, addresses, and what brings the apps together."""
