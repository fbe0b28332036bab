"""The services, their forms, steps and statutory limits as data."""
