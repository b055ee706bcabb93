"""Writers that turn the report model into PDF, Excel and pictures."""
