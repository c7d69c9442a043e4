"""The link by which the mailbox of a service reaches one leg: for how long it stands, and the mails that carry it."""
