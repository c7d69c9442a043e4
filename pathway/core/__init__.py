"""What every feature may use: the clock, the database base class, errors. It knows of no feature and of no setting."""
