"""Networks of any size, made of the study region's rows."""

import random
from pathlib import Path

from sim.inputs.members import Tie
from sim.inputs.networks import Network, load_network
from sim.inputs.scenarios import Scenario, load_scenario


def network_of(organisations: int) -> Network:
    """A network of so many organisations, of which about the square root are hubs.

    Two organisations to a locality, and for each two of them a declared tie, as in the study region; places
    lie on a plane that grows with their number. Staff, posts, children and record systems are those of the
    study region's rows, in turn.
    """
    region, rng = load_network("study-region"), random.Random(organisations)
    reach = 30.0 * (organisations / len(region.organisations)) ** 0.5
    localities = [
        region.localities[n % len(region.localities)].model_copy(
            update={
                "name": f"Place {n}",
                "x_km": rng.uniform(-reach, reach),
                "y_km": rng.uniform(-reach, reach),
            }
        )
        for n in range(max(1, organisations // 2))
    ]
    hubs, members = round(organisations**0.5), []
    for n in range(organisations):
        rows, role = (region.hubs, "hub") if n < hubs else (region.spokes, "spoke")
        place = localities[n % len(localities)]
        # As many localities are served as the row serves, neighbours in the list.
        row = rows[n % len(rows)]
        first = n % len(localities)
        served = [
            localities[(first + k) % len(localities)].name
            for k in range(min(len(row.serves), len(localities)))
        ]
        update = {
            "name": f"Organisation {n}",
            "role": role,
            "hub": "" if role == "hub" else f"Organisation {n % hubs}",
            "locality": place.name,
            "x_km": place.x_km,
            "y_km": place.y_km,
            "serves": tuple(served),
        }
        members.append(row.model_copy(update=update))
    pairs = [(n, (n + 3) % organisations) for n in range(0, organisations, 2)] if organisations > 6 else []
    ties = [Tie(**{"from": f"Organisation {a}", "to": f"Organisation {b}", "weight": 0.3}) for a, b in pairs]
    parts = {"organisations": tuple(members), "localities": tuple(localities), "ties": tuple(ties)}
    return region.model_copy(update={"name": f"network-of-{organisations}", **parts})


def scenario_of(organisations: int) -> Scenario:
    """The baseline in a network of so many organisations."""
    return load_scenario("baseline").model_copy(update={"network": network_of(organisations)})


def write_tables(network: Network, folder: Path) -> None:
    """Write a network's tables as a user would, to see how long reading and checking them takes."""
    region = load_network("study-region").folder
    text = (region / "network.yaml").read_text(encoding="utf-8").replace("study-region", network.name)
    (folder / "network.yaml").write_text(text, encoding="utf-8")
    for table in ("organisations", "localities", "ties"):
        rows = [each.model_dump(by_alias=True) for each in getattr(network, table)]
        lines = [",".join(rows[0])]
        for row in rows:
            cells = ("|".join(each) if isinstance(each, tuple) else _cell(each) for each in row.values())
            lines.append(",".join(f'"{each}"' for each in cells))
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
