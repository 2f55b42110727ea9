"""Accreditation for machines: what officers read by token, and what everybody may read."""
