"""The people of a county in their households, made from published figures."""
