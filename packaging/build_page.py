"""Write the window's page, ``resources/web/shell.html``: run this when anything that it shows changed.

folium makes the page, but takes half a second to load, which nobody should wait for at every start.
A test compares the file with what folium makes.
"""

from dzmap.mapping.page import shell_html
from dzmap.resources import resource_path

if __name__ == "__main__":
    resource_path("web", "shell.html").write_text(shell_html(), encoding="utf-8", newline="\n")
