// The page put together: its data, what it holds, its views, and the engine.
import { answerView } from "./answer/view.js";
import { cascadeView } from "./cascade/view.js";
import { start } from "./engine/engine.js";
import { download } from "./network/files.js";
import { networkView } from "./network/view.js";
import { make } from "./parts/elements.js";
import { Saved } from "./parts/saved.js";
import { Store } from "./parts/store.js";
import { shapedStudy } from "./scenarios/study_file.js";
import { scenariosView } from "./scenarios/view.js";
import { workshopView } from "./workshop/view.js";

const VIEWS = [networkView, scenariosView, answerView, cascadeView, workshopView];

function open() {
  const { data, study, others } = JSON.parse(document.getElementById("data").textContent);
  const store = new Store({ study, settings: firstSettings(data, study), view: VIEWS[0].name, engine: "starting", rounds: [] });
  const app = { data, studies: [study, ...others], store, engine: null, say };
  const saved = new Saved(data.key, store, say, checkKept);
  const views = buildViews(app);
  const tools = buildTools(app);
  store.set({ ...saved.read(), ...fromAddress() });
  store.listen((state) => {
    document.body.dataset.view = state.view;
    document.body.dataset.engine = state.engine;
    document.getElementById("kept-back").hidden = !(state.view === answerView.name && guessing(state));
    tools(state);
    document.querySelector(".region").textContent = state.study.network.title;
    for (const each of views) each.render(state);
  });
  followAddress(store);
  followKeys(app);
  offerAside(saved);
  store.set({});
  saved.begin();
  startEngine(app);
  return app;
}

function firstSettings({ answer }, { scenarios: [base], network, settings }) {
  const [outcome = "cover_24_7"] = network.headline_outcomes;
  const usual = { seed: 1, parameters: "accepted", runs: 4096, month: base.horizon, outcome, ...settings };
  const { enough, many } = answer.lucks;
  return { lucks: usual.runs >= many * enough ? many : 1, ...usual };
}

function checkKept(study) {
  if (!shapedStudy(study).scenarios) throw new Error("has no scenarios");
}

function buildViews(app) {
  const main = document.getElementById("main");
  const nav = document.querySelector("nav.views");
  return VIEWS.map((view) => {
    const root = make("section", { class: `view ${view.name}`, "aria-label": view.title, hidden: true });
    const link = make("a", { href: `#view=${view.name}` }, view.title);
    main.append(root);
    nav.append(link);
    const built = view.build(root, app);
    return {
      render(state) {
        const chosen = state.view === view.name;
        const shown = chosen && !(view === answerView && guessing(state));
        root.hidden = !shown;
        if (chosen) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
        if (chosen) document.title = `${view.title}: ${state.study.network.title}`;
        built.render(state, shown);
      },
    };
  });
}

// Whether a room has written guesses down whose answer it has not seen yet.
const guessing = ({ round }) => Boolean(round && !round.ran && round.guesses.length);

// The browser's Back goes a view, or a step of the facilitator's path, back.
function followAddress(store) {
  addEventListener("hashchange", () => store.set(fromAddress()));
}

function fromAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  const view = said.get("view");
  return VIEWS.some((each) => each.name === view) ? { view, step: Number(said.get("step")) || 0 } : {};
}

// As large as the screen of a room lets it be.
function buildTools({ store }) {
  const large = make("button", { type: "button", class: "quiet", "aria-pressed": "false", onclick: () => set(!store.state.settings.large) }, "Large");
  const set = (wanted) => store.set({ settings: { ...store.state.settings, large: wanted } });
  document.querySelector(".tools").append(large);
  return (state) => {
    document.documentElement.classList.toggle("presenter", Boolean(state.settings.large));
    large.setAttribute("aria-pressed", String(Boolean(state.settings.large)));
  };
}

function followKeys(app) {
  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=range], [type=checkbox], [type=radio]), textarea");
    if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    const what = event.shiftKey ? app.store.redo() : app.store.undo();
    if (what) say(event.shiftKey ? `Done again: ${what}` : `Taken back: ${what}`);
  });
}

async function startEngine(app) {
  try {
    const source = document.getElementById("worker").textContent;
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    app.engine = await start(app.data, () => new Worker(address));
    app.store.set({ engine: "ready" });
  } catch (error) {
    const off = typeof WebAssembly === "undefined";
    warn(off
      ? "This browser has WebAssembly switched off, and the model runs in it. Allow it for this page, or open the page in another browser."
      : `The model could not be started: ${error.message}. Close other pages, or open this one in another browser.`);
    app.store.set({ engine: "missing" });
  }
}

// What was kept and could not be read is lost to nobody who wants it.
function offerAside(saved) {
  const aside = saved.aside();
  if (aside === null) return;
  const give = () => {
    download("set-aside.json", new Blob([aside], { type: "application/json" }));
    saved.dropAside();
    document.getElementById("lost").hidden = true;
  };
  const text = "Work that was kept in this browser cannot be read by this page, and was set aside. ";
  warn(text, make("button", { type: "button", onclick: give }, "Save it as a file"));
}

function warn(...content) {
  const banner = document.getElementById("lost");
  banner.replaceChildren(...content);
  banner.hidden = false;
}

// Say something once, to eyes and to a reader of the screen.
function say(text) {
  const flash = document.getElementById("flash");
  flash.textContent = text;
  flash.hidden = false;
  clearTimeout(say.waiting);
  say.waiting = setTimeout(() => { flash.hidden = true; }, 5000);
}

globalThis.hubspoke = open();
