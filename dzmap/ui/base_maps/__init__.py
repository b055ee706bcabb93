"""Base maps under all layers: choosing files, and 天地图 for those who switch it on."""
