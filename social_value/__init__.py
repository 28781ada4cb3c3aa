"""What a change is worth to people: the social return, reckoned by functions without models."""
