"""Answering through the mailbox of a service: the page behind a link, the code, and the one leg that it opens."""
