"""For whom: what residents ask, see and suggest."""
