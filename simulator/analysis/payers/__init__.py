"""Who pays a common service: splits of its cost among territories, what they are to each, and who would leave."""
