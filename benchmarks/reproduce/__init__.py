"""Published results, done again with this program: one folder for each study, with the numbers it published."""
