"""What spans of several articles have in common: groups of the same quotation or quantity, proposed and decided."""
