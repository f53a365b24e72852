"""Services as other systems publish them: GTFS-Flex feeds and GBFS, read into scenarios and written of runs."""
