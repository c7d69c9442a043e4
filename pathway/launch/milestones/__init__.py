"""What is due by when on the 72-hour pathway, and who hears that it is late: edited by one, published by two."""
