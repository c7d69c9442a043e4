"""Messages to people: each is a row, saved in the transaction of what it reports, and sent afterwards by the worker."""
