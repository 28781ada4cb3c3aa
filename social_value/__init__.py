"""What a change is worth to people: the social return calculation, pure functions without models."""
