"""Write the tables that the population of the county is made from, of single facts and the register.

Usage: python scenarios/prignitz/build/population.py scenarios/prignitz
"""

import csv
import sys
from pathlib import Path

# Municipality register (GV-ISys), Statistisches Bundesamt, 31.12.2022: men, beside register_2022.csv.
MEN = {
    "12070008": 1224, "12070028": 380, "12070052": 744, "12070060": 357, "12070096": 246, "12070125": 1936,
    "12070145": 233, "12070149": 1673, "12070153": 276, "12070173": 3003, "12070222": 190, "12070236": 356,
    "12070241": 302, "12070244": 982, "12070246": 247, "12070266": 352, "12070280": 1052, "12070296": 5923,
    "12070300": 219, "12070302": 1673, "12070316": 5765, "12070325": 1333, "12070348": 225, "12070393": 266,
    "12070416": 495, "12070424": 8173,
}  # fmt: skip
# Statistisches Bundesamt, table 12411-0018: people of the Landkreis Prignitz by age and sex, 31.12.2020, dl-de/by-2-0.
AGES = (0, 3, 6, 10, 15, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 75)
PEOPLE = {
    "m": (792, 947, 1225, 1503, 905, 634, 1553, 1286, 2327, 2313, 2176, 2168, 2907, 3882, 3582, 5014, 4545),
    "f": (789, 925, 1202, 1452, 865, 490, 1142, 1062, 2012, 1956, 1846, 1857, 2839, 3835, 3540, 5466, 7059),
}
OLDEST = 100
# Mikrozensus 2021, Land Brandenburg (statistikportal.de): 477,000 of 1,247,000 households are of one person, 2.00 on
# average. Mikrozensus 2018, Germany (Destatis): 34, 12, 9 and 3 % of households are of 2, 3, 4, and 5 and more.
ALONE, MEAN_SIZE = 477 / 1247, 2.00
OF_GERMANY = (34, 12, 9, 3)
# Assumed so that nine of ten households have a car, as in rural Germany (MiD 2017), and there are about as many cars a
# head as in Brandenburg (579 for 1,000 inhabitants in 2022, those of firms included; Destatis).
CARS = {
    1: (22, 76, 2, 0), 2: (5, 72, 21, 2), 3: (3, 52, 36, 9), 4: (2, 49, 41, 8), 5: (2, 42, 42, 14),
}  # fmt: skip


def write(path: Path, header: list[str], rows: list[list[object]]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def household_sizes() -> list[float]:
    """Return shares of households of 1 to 5 people: Germany's beyond one, tilted until the mean is Brandenburg's."""
    low, high = 0.1, 10.0
    while high - low > 1e-12:
        tilt = (low + high) / 2
        weights = [share * tilt**more for more, share in enumerate(OF_GERMANY)]
        shares = [ALONE, *((1 - ALONE) * weight / sum(weights) for weight in weights)]
        if sum(size * share for size, share in enumerate(shares, 1)) > MEAN_SIZE:
            high = tilt
        else:
            low = tilt
    return shares


def main(scenario: Path) -> None:
    """Write all tables."""
    folder = scenario / "population"
    folder.mkdir(exist_ok=True)
    with (scenario / "build" / "register_2022.csv").open(encoding="utf-8", newline="") as file:
        register = [[row["ags"], row["name"], row["population"], MEN[row["ags"]]] for row in csv.DictReader(file)]
    write(folder / "register.csv", ["ags", "name", "inhabitants", "male"], register)
    ends = [*(age - 1 for age in AGES[1:]), OLDEST]
    by_age = [
        [first, last, sex, people]
        for sex, numbers in PEOPLE.items()
        for first, last, people in zip(AGES, ends, numbers, strict=True)
    ]
    write(folder / "age_sex.csv", ["age_from", "age_to", "sex", "persons"], by_age)
    sizes = [[size, f"{share:.5f}"] for size, share in enumerate(household_sizes(), 1)]
    write(folder / "household_sizes.csv", ["size", "households"], sizes)
    cars = [[size, count, share] for size, shares in CARS.items() for count, share in enumerate(shares)]
    write(folder / "cars.csv", ["size", "cars", "households"], cars)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
