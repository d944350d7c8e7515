"""What is written around a dataset's files: the card, the description in Croissant, pseudonyms, the folder itself."""
