"""What may be done with a matter now and what follows: by the steps of its own service definition."""
