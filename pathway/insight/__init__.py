"""What was done and how it goes: the activity page; figures come later."""
