"""How the window looks: colours, fonts, icons and style sheet from the design tokens."""
