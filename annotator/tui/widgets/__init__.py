"""What the screens are made of. Widgets draw and post messages; they decide nothing."""
