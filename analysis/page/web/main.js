// The page put together.
import { cascadeView } from "./cascade.js";
import { readRoom, sourceOf } from "./data.js";
import { make } from "./elements.js";
import { futuresView } from "./futures.js";
import { mapView } from "./map.js";
import { buildOwn } from "./own.js";
import { pathView } from "./path.js";
import { buildKeyboard, buildTools } from "./present.js";
import { keepRounds, keptRounds } from "./rounds.js";
import { sheetView } from "./sheet.js";
import { Store, firstState, fromAddress, toAddress } from "./state.js";
import { buildSwitches, settingName } from "./switches.js";
import { buildTime } from "./time.js";

const VIEWS = [pathView, mapView, cascadeView, futuresView, sheetView];

function start() {
  const room = readRoom();
  const app = { room, source: sourceOf(room), store: new Store(firstState(room)), say };
  const parts = [
    buildSwitches(document.getElementById("switches"), app),
    buildOwn(document.getElementById("own"), app),
    buildTime(document.getElementById("time"), app),
    buildPair(document.getElementById("pair"), app),
    buildTools(document.querySelector(".tools"), app),
    buildNotices(app),
    buildViews(app),
  ];
  let at = "";
  app.store.listen((state) => {
    document.body.dataset.view = state.view;
    document.body.dataset.step = state.step;
    document.body.dataset.round = state.ran ? "ran" : state.running ? "running" : "open";
    document.body.classList.toggle("switches-open", state.switching);
    for (const element of [document.documentElement, document.body]) {
      element.classList.toggle("presenter", state.presenter);
    }
    for (const each of parts) each.render(state);
    const place = `${state.view} ${state.step} ${state.switching}`;
    if (at !== place) window.scrollTo(0, 0);
    at = place;
  });
  followChoices(app);
  followAddress(app);
  tellBars();
  buildKeyboard(app);
  keepRounds(app);
  app.store.set({ ...keptRounds(room), ...fromAddress(location.hash, room, VIEWS.map((view) => view.name)) });
}

function buildViews(app) {
  const main = document.getElementById("main");
  const { title } = document;
  const nav = document.querySelector("nav.views");
  const views = VIEWS.map((view) => {
    const root = make("section", { class: `view ${view.name}`, "aria-label": view.title, hidden: true });
    const link = make("a", { href: `#view=${view.name}` }, view.title);
    main.append(root);
    nav.append(link);
    const built = view.build(root, app);
    if (!root.querySelector("h2")) root.prepend(make("h2", { class: "unseen" }, view.title));
    return { view, root, link, built };
  });
  return {
    render(state) {
      for (const { view, root, link, built } of views) {
        const shown = view.name === state.view;
        root.hidden = !shown;
        if (shown) document.title = `${view.title}: ${title}`;
        if (shown) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
        if (shown) built.render(state);
      }
    },
  };
}

// Which two futures are held against each other, in every view; where the switches stand out of sight, the way to them.
function buildPair(root, app) {
  const [a, b] = [make("bdi"), make("bdi")];
  const open = make("button", { type: "button", class: "open-switches", "aria-controls": "switches" }, "Switches");
  open.addEventListener("click", () => app.store.set({ switching: !app.store.state.switching }));
  root.append(
    make("p", { class: "future b" }, make("b", { class: "letter" }, "B"), " ", b),
    make("p", { class: "future a" }, make("span", { class: "against" }, "against "), make("b", { class: "letter" }, "A"), " ", a),
    open,
  );
  return {
    render(state) {
      a.textContent = settingName(app, state.a);
      b.textContent = settingName(app, state.b);
      open.setAttribute("aria-expanded", state.switching);
      open.textContent = state.switching ? "Done" : "Switches";
    },
  };
}

function buildNotices() {
  const lost = document.getElementById("lost");
  const wait = document.getElementById("wait");
  return {
    render(state) {
      if (lost.textContent !== state.lost) lost.textContent = state.lost;
      lost.hidden = !state.lost;
      wait.hidden = Boolean(state.A && state.B);
      document.body.toggleAttribute("data-ready", Boolean(state.A && state.B));
    },
  };
}

function followAddress(app) {
  const names = VIEWS.map((view) => view.name);
  window.addEventListener("hashchange", () => app.store.set(fromAddress(location.hash, app.room, names)));
  app.store.listen((state) => {
    const address = toAddress(state);
    if (location.hash !== address) history.replaceState(null, "", address);
  });
}

// Fetch what the two futures come to whenever the switches change; of several asked for, the last counts.
function followChoices(app) {
  for (const [choice, found] of [["a", "A"], ["b", "B"]]) {
    let asked = null;
    app.store.listen(async (state) => {
      if (state[choice] === asked) return;
      const mine = (asked = state[choice]);
      try {
        const setting = await app.source.setting(mine);
        // What was had before can still be shown while the server is away, which is then still to be said.
        const { lost } = app.source.state === "lost" ? app.store.state : { lost: "" };
        if (asked === mine) app.store.set({ [found]: setting, [`of${found}`]: mine, lost });
      } catch (error) {
        if (asked === mine) app.store.set({ lost: error.message });
      }
    });
  }
}

// How high the bars above and below the view are just now, for what stands between them, and for what is scrolled to.
function tellBars() {
  const measure = () => {
    const { style } = document.documentElement;
    style.setProperty("--above", `${document.querySelector(".room").offsetTop}px`);
    style.setProperty("--below", `${document.querySelector(".bottom").offsetHeight}px`);
  };
  const observer = new ResizeObserver(measure);
  for (const each of document.querySelectorAll(".top, #lost, #pair, .bottom")) observer.observe(each);
}

function say(text) {
  document.getElementById("said").textContent = text;
}

// What keeps the page from starting at all is said where the page would be.
try {
  if (typeof DecompressionStream === "undefined") throw new Error("this browser is too old for it: use one from 2023 or later");
  start();
} catch (error) {
  document.getElementById("wait").textContent = `This page cannot be shown: ${error.message}.`;
  throw error;
}
