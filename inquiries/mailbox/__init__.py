"""Inquiries by e-mail: a mailbox is read over IMAP, and every mail becomes what it is."""
