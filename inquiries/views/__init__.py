"""The public pages, and the unit's own."""
