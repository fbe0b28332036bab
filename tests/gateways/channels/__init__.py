"""Ways of sending, each against a faithful fake on a real socket."""
