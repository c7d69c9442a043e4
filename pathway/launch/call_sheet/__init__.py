"""The call sheet: the numbers to ring in order, and the kinds of agency with nobody."""
