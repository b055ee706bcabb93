"""The commands of the ``dzmap`` program, one module each, loaded when called."""
