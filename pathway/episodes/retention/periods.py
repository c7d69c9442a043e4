"""How long what is known of a woman is kept. Proposals until a data protection officer has signed them.

Pages, the paragraph that is read to her and the job that forgets take them from here; a test compares the documents.
"""

from datetime import timedelta

DRAFT = timedelta(hours=24)
IDENTITY_AFTER_CLOSING = timedelta(days=30)
IDENTITY_IF_NOBODY_TOOK_HER = timedelta(days=14)
IDENTITY_AFTER_WITHDRAWAL = timedelta(days=7)
EVERYTHING_AFTER_CLOSING = timedelta(days=90)
OPEN_TOO_LONG = timedelta(days=180)
"""After this somebody is told that a referral is still open: nothing of it is forgotten meanwhile."""
