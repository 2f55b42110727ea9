"""Truths without a framework: workdays, lifecycles, case numbers, identifiers. Imports no Django."""
