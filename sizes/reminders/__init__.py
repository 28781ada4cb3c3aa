"""What is due about zones, reckoned from the dates: the one list behind letters and the desk.

Nothing is stored but which letters went out. A day that nobody looked at the list loses nothing:
whatever is due by the day is in it, once, at the latest threshold that has passed.
"""

from sizes.reminders.letters import remind
from sizes.reminders.listing import due
from sizes.reminders.reminder import Kind, Reminder, Threshold

__all__ = ["Kind", "Reminder", "Threshold", "due", "remind"]
