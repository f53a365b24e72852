"""Results for people: terminal summary, figures, map."""
