"""Inquiries for machines: reading, asking, working, and the answers for everybody."""
