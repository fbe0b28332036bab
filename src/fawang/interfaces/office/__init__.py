"""The pages of officers, lawyers and supervisors."""
