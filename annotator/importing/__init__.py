"""From other programs' files to articles and journals of this project."""
