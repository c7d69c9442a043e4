"""A poster, a leaflet and a press advert from the words of the card, and who approved what they say."""
