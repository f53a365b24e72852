"""A made-up village in OpenStreetMap XML with everything an import stumbles over."""

from __future__ import annotations

import gzip
from pathlib import Path
from xml.sax.saxutils import quoteattr

# id: (lon, lat, tags). A square 1-2-3-4, about 669 m x 1,112 m; the rest hangs on it.
NODES = {
    1: (12.00, 53.00, {}),
    2: (12.01, 53.00, {}),
    3: (12.01, 53.01, {}),
    4: (12.00, 53.01, {}),
    5: (12.005, 53.002, {}),  # bend in the street 1 - 2
    6: (12.02, 53.00, {}),  # landings of the ferry
    7: (12.03, 53.00, {}),
    8: (12.03, 53.01, {}),  # across the river
    9: (12.00, 53.02, {}),  # end of a private road
    10: (12.05, 53.05, {}),  # an island: a street of its own
    11: (12.06, 53.05, {}),
    12: (12.015, 53.015, {}),  # dead end of a one-way street: no way back
    13: (11.995, 53.005, {"barrier": "bollard"}),  # on a street that leaves and returns
    14: (12.025, 53.0, {}),  # in the middle of the river
    15: (11.99, 53.0, {}),  # a dead end both ways
}
WAYS = {
    101: ([1, 5, 2], {"highway": "secondary", "name": "Dorfstraße & Söhne", "maxspeed": "50"}),
    102: ([2, 3], {"highway": "residential", "maxspeed": "DE:zone30"}),
    103: ([4, 3], {"highway": "residential", "oneway": "-1"}),
    104: ([4, 1], {"highway": "tertiary"}),
    105: ([2, 6], {"highway": "unclassified", "maxspeed": "30 mph"}),
    106: ([6, 14, 7], {"route": "ferry", "motor_vehicle": "yes", "duration": "0:04", "name": "Fähre"}),
    107: ([7, 8], {"highway": "unclassified"}),
    108: ([4, 9], {"highway": "service", "access": "private"}),
    109: ([1, 3], {"highway": "footway"}),
    110: ([10, 11], {"highway": "residential"}),
    111: ([3, 12], {"highway": "residential", "oneway": "yes"}),
    112: ([1, 13, 4], {"highway": "residential"}),
    113: ([8, 999], {"highway": "residential"}),  # leaves the extract
    114: ([1, 4], {"waterway": "river"}),
    115: ([2, 9], {"route": "ferry", "foot": "yes"}),
    116: ([1, 2], {"building": "yes"}),
    117: ([1, 15], {"highway": "living_street"}),
}


def village_xml(ways=WAYS) -> str:
    def tags(of):
        return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in of.items())

    text = '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="made by hand">\n'
    for ref, (lon, lat, of) in NODES.items():
        text += f'<node id="{ref}" version="1" lat="{lat}" lon="{lon}">{tags(of)}</node>\n'
    for ref, (nodes, of) in ways.items():
        refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
        text += f'<way id="{ref}" version="1">{refs}{tags(of)}</way>\n'
    return text + "</osm>\n"


def write_village(path: Path, ways=WAYS) -> Path:
    data = village_xml(ways).encode()
    if path.suffix == ".gz":
        data = gzip.compress(data, mtime=0)
    elif path.suffix == ".bz2":
        import bz2

        data = bz2.compress(data)
    path.write_bytes(data)
    return path
