"""Registers of licences and certificates: the port, imported tables, other systems. `looking.register`
gives one by its name."""
