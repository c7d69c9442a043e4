"""Writing a referral, looking it over and sending it: `/refer`."""
