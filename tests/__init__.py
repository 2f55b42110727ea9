"""A package by name: gostcrypto installs a top-level `tests` of its own, which would hide these otherwise."""
