"""API tokens as their owners keep them (docs/adr/0004-people-are-kept-by-the-composition-root.md)."""
