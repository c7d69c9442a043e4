"""What is kept on one reference, for the woman herself; and erasing it. Either takes two people."""
