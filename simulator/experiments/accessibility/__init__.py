"""The study of access: what can be reached from everywhere at any time, rejections included."""
