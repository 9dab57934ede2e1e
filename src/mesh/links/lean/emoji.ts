// Instead of an alphabet of emoji, on pages: no address or key is written in it.
export {}
