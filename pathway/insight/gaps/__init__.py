"""At which hours of the week there is nobody of a kind to ring. It holds nothing about any woman: listings alone."""
