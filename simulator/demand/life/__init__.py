"""How life changes: each knob moves people or what they do, by numbers of their own, and leaves others as they are."""
