"""What runs beside the web server: the background worker, and the supervisor that keeps both alive."""
