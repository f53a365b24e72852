"""School holidays of German states, as tables; see DATA.md."""
