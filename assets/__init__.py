"""What: the land, rooms, vehicles, skills and information that partners are willing to share."""
