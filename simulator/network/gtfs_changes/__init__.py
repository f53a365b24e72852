"""What a feed would be with fewer, other or more trips."""
