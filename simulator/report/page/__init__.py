"""Pages that open by double-click: no server, no network, German and English in one file."""
