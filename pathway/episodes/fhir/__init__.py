"""Referrals in the words of FHIR R4: a ServiceRequest for each episode, a Task for each leg. No names, no facts."""
