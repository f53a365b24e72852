"""Where people go: what attracts, whose school and place of work is where, and the places of all other activities."""
