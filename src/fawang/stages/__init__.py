"""Decisions by rules and content: advice, dispatch, workflows, delivery, feedback."""
