"""The agency's side of a referral: `/referrals/inbox`, and what its people do with a leg."""
