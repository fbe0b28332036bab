"""Programs that write through the API: who they are, what they may do, what they opened, whom to call."""
