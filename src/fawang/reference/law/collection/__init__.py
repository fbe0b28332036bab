"""Documents that the package of statutes lacks: read from official files, kept, built into the library."""
