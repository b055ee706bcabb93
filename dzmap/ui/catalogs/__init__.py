"""准入目录: the catalog editor, second page of 准入审查."""
