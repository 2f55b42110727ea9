"""The door of an event, outside the admin: for guards with a phone."""
