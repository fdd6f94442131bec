// The region as a map: hubs, spokes, ties and localities, coloured by what is asked, month by month.
import { buildCard, buildMapTable, meanOf } from "./card.js";
import { buildLegend, inWords, measureOf, ofPlaces, valueIn } from "./colours.js";
import { make, whenSized } from "./elements.js";
import { buildLog } from "./events.js";
import { buildMap, scaleFor } from "./region.js";
import { sourceButton } from "./sources.js";
import { settingName } from "./switches.js";

const WIDE = 760; // pixels from which two maps stand side by side

function buildPicker(app) {
  const select = make("select", { id: "measure" });
  for (const group of ["organisations", "localities"]) {
    const options = make("optgroup", { label: group === "organisations" ? "Of organisations" : "Of localities" });
    for (const each of app.room.measures) if (each.group === group) options.append(make("option", { value: each.name }, each.title));
    select.append(options);
  }
  select.addEventListener("change", () => app.store.set({ measure: select.value }));
  return select;
}

// Which maps stand: both, where there is room, or one of them.
function buildWhich(choose) {
  const group = make("div", { class: "which", role: "group", "aria-label": "Which future's map" });
  for (const which of ["both", "A", "B"]) {
    group.append(make("button", { type: "button", "data-which": which, onclick: () => choose(which) }, which === "both" ? "Both" : `Future ${which}`));
  }
  return group;
}

export const mapView = {
  name: "map",
  title: "The region",
  build(root, app) {
    let asked = "both";
    let wide = true;
    const redraw = () => show(app.store.state);
    const picker = buildPicker(app);
    const which = buildWhich((chosen) => { asked = chosen; redraw(); });
    const what = make("span", { class: "what" });
    const source = make("span", { class: "from" });
    const legend = make("div", { class: "legend" });
    const bar = make("div", { class: "map-bar" }, make("label", { for: "measure" }, "Coloured by "), picker, which, legend);
    const maps = make("div", { class: "maps" });
    const figures = ["A", "B"].map((letter) => figureOf(maps, app, letter));
    const side = make("aside", { class: "map-side", "aria-label": "What is chosen, and what happened" });
    const body = make("div", { class: "map-body" }, maps, side);
    root.append(bar, make("p", { class: "measure-what" }, what, " ", source), body, captionOf(app));
    const scaleBar = buildLegend(legend);
    const card = buildCard(side, app);
    const lately = make("div", {}, make("h3", {}, "What happened lately"));
    side.append(lately);
    const log = buildLog(lately, app, { most: 5 });
    const table = buildMapTable(root, app);
    whenSized(root, (width) => {
      wide = width >= WIDE;
      redraw();
    });
    let sourced = null;
    let chosen = null;
    function show(state) {
      if (!state.A || !state.B) return;
      const measure = measureOf(app.room, state.measure);
      picker.value = measure.name;
      what.textContent = `${measure.what} ${measure.better === "higher" ? "Brighter is better." : "Darker is better."}`;
      if (sourced !== measure) source.replaceChildren(sourceButton(app, "measure", (sourced = measure).name));
      scaleBar.render(measure, scaleFor(app, state, measure));
      const shown = asked === "both" ? (wide ? ["A", "B"] : ["B"]) : [asked];
      maps.classList.toggle("pair", shown.length === 2);
      body.classList.toggle("pair", shown.length === 2);
      for (const button of which.children) {
        button.hidden = button.dataset.which === "both" && !wide;
        button.setAttribute("aria-pressed", shown.length === 2 ? button.dataset.which === "both" : button.dataset.which === shown[0]);
      }
      for (const each of figures) each.render(state, shown.includes(each.letter));
      card.render(state);
      // Who chooses an organisation on the map asks for its card, which may lie below the window.
      if (chosen !== state.chosen && state.chosen !== null && maps.contains(document.activeElement)) card.root.scrollIntoView({ block: "nearest" });
      chosen = state.chosen;
      log.render(state, { organisation: state.chosen ?? null });
      table.render(state);
    }
    return { render: show };
  },
};

function figureOf(parent, app, letter) {
  const name = make("bdi");
  const caption = make("figcaption", { class: letter.toLowerCase() }, make("b", { class: "letter" }, letter), " ", name);
  const now = make("p", { class: "figure-now" });
  const plot = make("div", { class: "plot" });
  const figure = make("figure", { "data-which": letter }, caption, now, plot);
  parent.append(figure);
  const map = buildMap(plot, app);
  return {
    letter,
    render(state, shown) {
      figure.hidden = !shown;
      if (!shown) return;
      name.textContent = settingName(app, state[letter.toLowerCase()]);
      now.replaceChildren(...nowOf(app, state, letter));
      map.render(state, letter);
    },
  };
}

// The number of what is pointed at, or chosen; of all of them, where nothing is.
function nowOf(app, state, letter) {
  const measure = measureOf(app.room, state.measure);
  const number = state.pointed ?? state.chosen ?? null;
  if (number === null) {
    const all = app.room.network[measure.group].length;
    const value = inWords(measure, meanOf(app, state[letter], measure, state.month));
    return [all === 1 ? value : `${all} ${measure.group}: ${value} on average`];
  }
  const { name, role, locality } = app.room.network.organisations[number];
  const value = valueIn(state[letter], measure, ofPlaces(measure) ? locality : number, state.month);
  return [make("bdi", {}, name), `, ${role}: ${inWords(measure, value)}${ofPlaces(measure) ? " in its locality" : ""}`];
}

function captionOf(app) {
  const { told, number } = app.room.runs;
  const key = make("span", { class: "marks-key" });
  for (const [name, text] of [["hub", "hub"], ["spoke", "spoke"], ["place", "locality, by its number of children"], ["tie", "spoke to its hub"], ["tie-hubs", "between hubs"], ["tie-place", "same locality"]]) {
    key.append(make("span", { class: `key ${name}` }, make("i", { "aria-hidden": "true" }), text));
  }
  return make("p", { class: "caption" }, key,
    " Distance from the centre is drawn by its square root, so that the crowded middle has room, and marks that would overlap are moved aside a little. ",
    "Lines are stronger where both ends are engaged. ",
    `This is one run of ${number} (run ${told}), a usual one in how things stand and in what switches change; both futures have its luck.`);
}
