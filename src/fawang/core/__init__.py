"""Clock and calendar arithmetic, ids, money, text, outbox and audit: no domain word."""
