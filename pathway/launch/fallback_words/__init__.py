"""The words for when we list nobody: where each is shown, and how they are changed and brought back."""
