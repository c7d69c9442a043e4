"""London but Brent: a service that names one of these serves a borough, and not a place far away."""

BOROUGHS = (
    "Barking and Dagenham",
    "Barnet",
    "Bexley",
    "Bromley",
    "Camden",
    "City of London",
    "Croydon",
    "Ealing",
    "Enfield",
    "Greenwich",
    "Hackney",
    "Hammersmith and Fulham",
    "Haringey",
    "Harrow",
    "Havering",
    "Hillingdon",
    "Hounslow",
    "Islington",
    "Kensington and Chelsea",
    "Kingston upon Thames",
    "Lambeth",
    "Lewisham",
    "Merton",
    "Newham",
    "Redbridge",
    "Richmond upon Thames",
    "Southwark",
    "Sutton",
    "Tower Hamlets",
    "Waltham Forest",
    "Wandsworth",
    "Westminster",
)
"""By the names of `seed/geo/london_boroughs.geojson`."""

THE_BOROUGHS = frozenset(BOROUGHS)
