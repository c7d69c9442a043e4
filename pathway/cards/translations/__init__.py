"""The words of a card in other languages: one person enters them, another approves them."""
