"""Why and how: zones, their boundaries, subjects and dates, and the steps of their lives."""
