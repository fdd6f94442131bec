"""The page: Mesa's viewer around the network, with what is asked beside it. Needs the extra ``mesa-viz``.

Mesa's `SolaraViz` steps, plays and resets the model, and has inputs for its run; what is changed is run from
the next reset on, in Mesa's inputs and in those for scenarios and levers, which it does not know. The
pictures stand below it rather than in its grid of movable frames, whose script is fetched from elsewhere.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import Any

import solara
from solara.components.applayout import appbar_portal, sidebar_portal

from analysis.mesa_viewer import figure, saying
from analysis.mesa_viewer.asked import Asked, Future, drawn_outcomes, lever_titles, offered, shown_states
from sim.engine.mesa_model import DEFAULT_SEED, NetworkModel
from sim.inputs.scenarios import Scenario, load_scenario
from sim.sampling.parameter_sets import ParameterSource

with warnings.catch_warnings():
    # Solara finds fault with Mesa 3.3's own components, once, as they are imported.
    warnings.filterwarnings("ignore", message=".*(?s:.)*use_state.*early return", category=UserWarning)
    from mesa.visualization import Slider, SolaraViz
    from mesa.visualization.utils import update_counter

first: Scenario | str = "baseline"
"""What `Page` begins with: a scenario or the name of one. The server says which."""

closing = threading.Event()
"""Set when the server ends: whatever plays stops, where its thread would otherwise keep the program alive."""

AT_FIRST = ("Engagement", "Awareness", "Care coordination", "24/7 cover")
MOST = 99  # of runs and seeds that the sliders offer
PLAY_INTERVAL = 150  # milliseconds between months
STYLE = """
.hubspoke-picture { width: 100%; height: auto; display: block; }
.hubspoke-title { font-size: 1.6rem; line-height: 1.2; margin: 0 !important; padding: 0 !important; }
.hubspoke-month { font-size: 1.25rem; margin: 0 !important; }
.hubspoke-levers .v-input { margin-top: 0; padding-top: 2px; }
.hubspoke-levers .v-messages { display: none; }
.hubspoke-asked.theme--light .v-alert__content { color: #0b3a66; }
.hubspoke-side-by-side { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 16px; }
.hubspoke-card { flex: 1 1 420px; min-width: 0; max-width: 820px; }
.hubspoke-controls { flex: 1 1 300px; max-width: 420px; max-height: 840px; overflow-y: auto; padding: 4px; }
.hubspoke-shown { flex: 999 1 420px; min-width: 0; padding: 4px; }
.hubspoke-shown .hubspoke-card { max-width: 560px; }
.hubspoke-cell { container-type: inline-size; }
@container (max-width: 740px) { .hubspoke-controls { max-width: none; max-height: 320px; } }
"""


class Viewed(NetworkModel):
    """A network that Mesa's viewer can make anew out of what the page asks.

    Parameters
    ----------
    future : Reactive of Future
        What is asked at the time. (`scenario`, it must not be called: Mesa 3.5 would put its own there.)
    run, seed, parameters
        As for `Network`, or what holds them: Mesa gives its inputs' values once they were changed, and until
        then what it was given.
    """

    def __init__(
        self,
        future: solara.Reactive[Future],
        run: solara.Reactive[int] | int = 0,
        seed: solara.Reactive[int] | int = DEFAULT_SEED,
        parameters: solara.Reactive[ParameterSource] | ParameterSource = "accepted",
    ) -> None:
        self.asked = Asked(*(_now(each) for each in (future, run, seed, parameters)))
        super().__init__(self.asked.future.applied(), *self.asked[1:])

    def step(self) -> None:
        """Run one month, unless the viewer is closing."""
        if closing.is_set():
            self.running = False
        else:
            super().step()


@solara.component
def Page() -> None:  # noqa: N802 (Solara's components are named as classes are)
    """Show the scenario that the server was given."""
    Viewer(load_scenario(first) if isinstance(first, str) else first)


@solara.component
def Cell(scenario: Scenario) -> None:  # noqa: N802
    """Show a scenario in a notebook's cell, the controls beside it.

    Solara would put them into a menu, which covers the pictures and reaches below the window's end.
    """
    controls = sidebar_portal.use_portal()
    appbar_portal.use_portal()  # its bar would hold a title alone; taken here, it is not drawn
    with solara.Div(classes=["hubspoke-cell"]), solara.Div(classes=["hubspoke-side-by-side"]):
        solara.Div(classes=["hubspoke-controls"], children=controls)
        with solara.Div(classes=["hubspoke-shown"]):
            Viewer(scenario)


@solara.component
def Viewer(scenario: Scenario) -> None:  # noqa: N802
    """Show a scenario, and whatever else is asked of the page."""
    future = solara.use_reactive(Future(scenario))
    run, seed = solara.use_reactive(0), solara.use_reactive(DEFAULT_SEED)
    parameters = solara.use_reactive("accepted")
    model = solara.use_reactive(solara.use_memo(lambda: Viewed(future), []))
    solara.Style(STYLE)
    SolaraViz(
        model,
        components=[],
        model_params={
            "future": future,
            # Mesa's sliders show no number of their own until they are dragged.
            "run": Slider(f"Run {run.value}", run, 0, MOST, 1),
            "seed": Slider(f"Seed {seed.value}", seed, 0, MOST, 1),
            "parameters": {
                "type": "Select",
                "label": "Parameters",
                "value": parameters,
                "values": list(saying.SETS),
            },
        },
        name="hubspoke in Mesa's viewer",
        play_interval=PLAY_INTERVAL,
    )
    Futures(scenario, future)
    Heading(model, Asked(future.value, run.value, seed.value, parameters.value))
    Pictures(model)


@solara.component
def Futures(first: Scenario, future: solara.Reactive[Future]) -> None:  # noqa: N802
    """Offer scenarios, and their levers to be switched on and off."""
    scenarios = solara.use_memo(lambda: offered(first), [])
    titles = {each.digest(): title for title, each in scenarios.items()}
    now = future.value
    with Beside(), solara.Card("The future"):
        solara.Text(saying.RESET)
        solara.Select(
            "Scenario",
            list(scenarios),
            titles[now.scenario.digest()],
            on_value=lambda title: future.set(Future(scenarios[title])),
        )
        with solara.Column(gap="0px", classes=["hubspoke-levers"]):
            for lever, title in lever_titles().items():
                solara.Checkbox(label=title, value=now.pulls(lever), on_value=_switch(future, lever))


@solara.component
def Beside(children: list[solara.Element]) -> None:  # noqa: N802
    """Stand in the sidebar below Mesa's cards, as what is deeper in the tree does."""
    solara.Sidebar(children=children)


def _switch(future: solara.Reactive[Future], lever: str) -> Callable[[bool], None]:
    return lambda pulled: future.set(future.value.switched(lever, pulled))


@solara.component
def Heading(model: solara.Reactive[Viewed], asked: Asked) -> None:  # noqa: N802
    """Say what is shown, and what is asked for where that is something else."""
    update_counter.get()  # Mesa counts it up with every step
    network = model.value
    with solara.Column(gap="4px"):
        solara.v.Html(tag="h1", children=[network.what_if.title], class_="hubspoke-title")
        solara.v.Html(tag="p", children=[saying.month_of(network)], class_="hubspoke-month")
        solara.Text(f"{saying.run_of(network.asked)}.")
        solara.Text(saying.ALWAYS)
        if asked != network.asked:
            solara.Info(saying.other_than_shown(asked), dense=True, classes=["hubspoke-asked"])


@solara.component
def Pictures(model: solara.Reactive[Viewed]) -> None:  # noqa: N802
    """Draw the network in its month, and what it came to month by month."""
    update_counter.get()
    network = model.value
    states = solara.use_memo(shown_states, [])
    titles = solara.use_memo(drawn_outcomes, [])
    state = solara.use_reactive(next(iter(states)))
    outcomes = solara.use_reactive([each for each in AT_FIRST if each in titles])

    with solara.Div(classes=["hubspoke-side-by-side"]):
        with solara.Card("The region", margin=0, classes=["hubspoke-card"]):
            solara.Select("Coloured by", list(states), state)
            shown = states[state.value]
            _picture(figure.address_of(figure.region, network, shown), saying.map_in_words(network, shown))
            solara.Text(saying.SCHEMATIC, style="font-size: 0.85rem; opacity: 0.75")
        with solara.Card("The network, month by month", margin=0, classes=["hubspoke-card"]):
            solara.SelectMultiple("Drawn", outcomes, list(titles))
            chosen = {each: titles[each] for each in outcomes.value}
            _picture(figure.address_of(figure.means, network, chosen), saying.means_in_words(network, chosen))


def _picture(address: str, in_words: str) -> None:
    solara.HTML("img", classes=["hubspoke-picture"], attributes={"src": address, "alt": in_words})


def _now(held: Any) -> Any:
    return held.peek() if isinstance(held, solara.Reactive) else held
