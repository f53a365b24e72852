"""What the page of a run says of bike sharing."""


def tables(run, words):
    names = [service.name for service in run.services if service.kind == "bikes"]
    return [("Bike sharing", [(name, words.whole(run.kpis[f"{name}.trips"]), "rides") for name in names])]
