"""Cards to hand to a woman: numbers on paper that fold to the size of a bank card, and say nothing on the outside."""
