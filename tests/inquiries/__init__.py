"""A package by name: `tests/inquiries/public.py` would hide the module `public` that aiosmtpd imports."""
