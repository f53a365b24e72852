"""How soon each kind of means could bring people to where they want to be: told by a module ``soonest`` of its folder.

It has ``soonest_s(tables, demand, rows, most_s)``: how long some requests of a demand take at least [s], int64 (rows,),
FAR_S where it is more than most_s, or nothing brings them there at all. tables: what the service starts from. The time
counts from the wish to leave until somebody is there; of who has to be there by a time from leaving until that time.
"""

from __future__ import annotations

FAR_S = 2**30
