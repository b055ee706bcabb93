"""The project file: one GeoPackage with migrations, transactions and history."""
