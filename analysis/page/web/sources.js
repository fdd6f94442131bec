// Where things come from: findings with their grade, and whether the study observed or only recommended them.
import { make } from "./elements.js";
import { level, listed, lowered, pounds } from "./words.js";

// What the letters of a grade come to for a room. The letters are the codebook's, their words `room.bases`.
const GRADES = {
  O: { sign: "●", word: "Observed", what: "people who took part in the study reported it" },
  A: { sign: "◐", word: "Inferred", what: "the study’s authors concluded it from what they heard" },
  L: { sign: "▢", word: "From elsewhere", what: "the study took it from other literature and did not observe it" },
  R: { sign: "△", word: "Only recommended", what: "the study recommends it and did not try it" },
  D: { sign: "✎", word: "Derived by us", what: "we derived it; the study does not say it" },
  assumption: { sign: "✎", word: "Our assumption", what: "no source gives it" },
};
const ORDER_OF_PROBLEMS = { 1: "in the setting", 2: "in the work", 3: "in the members" };

// Letters of a grade such as "O (one)", "A/L" or "L; effect on commitment D", in the order of GRADES.
export function gradesIn(basis) {
  if (basis in GRADES) return [basis];
  const letters = basis.split(/[^A-Za-z]+/);
  return Object.keys(GRADES).filter((each) => letters.includes(each));
}

// A small button that tells where something comes from; kind is outcome, measure, problem, link, switch, lever, parameter or finding.
export function sourceButton(app, kind, name) {
  const { title } = describe(app, kind, name);
  return make(
    "button",
    { type: "button", class: "source", "data-kind": kind, "data-name": name, "aria-label": `Where does this come from? ${title}`, onclick: () => showSource(app, kind, name) },
    "Where does this come from?",
  );
}

export function showSource(app, kind, name) {
  const { title, said, findings, ours } = describe(app, kind, name);
  const dialog = document.getElementById("source");
  const close = make("button", { type: "button", class: "strong", onclick: () => dialog.close() }, "Close");
  dialog.replaceChildren(
    make("h2", { id: "source-title" }, make("bdi", {}, title)),
    ...said.map((text) => make("p", {}, text)),
    make("p", { class: "upshot" }, upshot(app, findings)),
    make("ul", { class: "findings" }, ...findings.map((id) => findingItem(app, id))),
    make("h3", {}, "What is not in the study"),
    make("p", {}, ours),
    make("p", { class: "note" }, `Findings are our paraphrase of the study: ${app.room.study}.`),
    close,
  );
  dialog.showModal();
  dialog.scrollTop = 0;
  close.focus({ preventScroll: true });
}

const SIZES = "The study says which way things go and never by how much. Every size, speed and starting point is an assumption with a range; each run draws its own from that range.";

const DESCRIBERS = {
  outcome: (app, name) => {
    const each = app.room.outcomes.find((one) => one.name === name);
    const least = each.unit === "share" ? `${100 * each.worthwhile} points` : `${each.worthwhile} ${each.unit}`;
    const better = { higher: "Higher is better.", lower: "Lower is better.", neither: "Neither higher nor lower is better." };
    return {
      title: each.title,
      said: [each.what, `${better[each.better]} A difference of ${least} or more counts as worth having, which is our choice.`],
      findings: each.findings,
      ours: SIZES,
    };
  },
  measure: (app, name) => {
    const each = app.room.measures.find((one) => one.name === name);
    return { title: each.title, said: [each.what, { higher: "Higher is better.", lower: "Lower is better." }[each.better]], findings: each.findings, ours: SIZES };
  },
  problem: (app, name) => {
    const each = app.room.problems.find((one) => one.id === name);
    const { direction, threshold, unit } = each.mark;
    const mark = `It counts as a problem where what marks it is ${direction} ${level(threshold, unit)}, which is our choice. `;
    return {
      title: each.title,
      said: [each.wording, `A problem of order ${each.order}: ${ORDER_OF_PROBLEMS[each.order]}.`],
      findings: each.findings,
      ours: mark + SIZES,
    };
  },
  link: (app, name) => {
    const each = app.room.links.find((one) => one.id === name);
    const way = each.sign === "+" ? "More of the first brings more of the last." : each.sign === "-" ? "More of the first brings less of the last." : "";
    return {
      title: `${each.id}: ${each.text.replace("->", "\u2192")}`,
      said: [`A causal claim. ${way}`, `How well it is founded: ${gradeWords(each.basis)}`],
      findings: each.findings,
      ours: SIZES,
    };
  },
  switch: (app, name) => {
    const each = app.room.switches.find((one) => one.name === name);
    const by = each.kind === "barrier" ? [`Taken away by: ${listed(each.levers.map((lever) => lever.title))}.`] : [];
    return { title: each.title, said: [...by, ...each.levers.map(leverWords)], findings: each.findings, ours: costWords(each.levers) };
  },
  lever: (app, name) => {
    const levers = [...app.room.switches.flatMap((each) => each.levers), ...(app.room.levers ?? [])];
    const each = levers.find((one) => one.name === name || one.id === name);
    return { title: each.title, said: [leverWords(each)], findings: each.findings, ours: costWords([each]) };
  },
  parameter: (app, name) => {
    const each = app.room.parameters.find((one) => one.name === name);
    const rests = each.sources.length ? ` It leans on: ${listed(each.sources)}.` : "";
    const { word, what } = GRADES[each.grade];
    return {
      title: each.what,
      said: [`A number of the model, ${name}, in ${each.unit}.`],
      findings: each.findings,
      ours: `The number: ${lowered(word)} (${what}).${rests} ${SIZES}`,
    };
  },
  finding: (app, name) => ({ title: `Finding ${name}`, said: [], findings: [name], ours: SIZES }),
};

function describe(app, kind, name) {
  return DESCRIBERS[kind](app, name);
}

function leverWords(lever) {
  const changes = (lever.changes ?? []).length ? ` It acts on ${listed(lever.changes)}.` : "";
  return `${lever.question ?? lever.title}${changes}`;
}

function costWords(levers) {
  const words = levers.filter((lever) => lever.cost?.yearly).map(({ title, cost }) => {
    const yearly = `${pounds(cost.yearly[0])} to ${pounds(cost.yearly[2])} a year`;
    const once = cost.once[2] > 0 ? `${pounds(cost.once[0])} to ${pounds(cost.once[2])} once and ` : "";
    const each = cost.per === "network" ? "" : ` for each ${cost.per}`;
    const rests = (cost.sources ?? []).length ? ` It leans on: ${listed(cost.sources)}.` : "";
    return `Cost of “${title}”: ${once}${yearly}${each}, ${GRADES[cost.grade].word.toLowerCase()}.${rests}`;
  });
  return [...words, SIZES].join(" ");
}

// In a sentence: does the study say so from what it saw?
function upshot(app, findings) {
  if (!findings.length) return "No finding of the study stands behind this: it is our own.";
  const best = findings.map((id) => gradesIn(app.room.findings[id].basis)[0]);
  const count = (letter) => best.filter((each) => each === letter).length;
  const parts = Object.keys(GRADES)
    .filter((letter) => count(letter))
    .map((letter) => `${count(letter)} ${GRADES[letter].word.toLowerCase()}`);
  const things = findings.length === 1 ? "one finding" : `${findings.length} findings`;
  const seen = count("O") ? "" : " Nobody in the study reported it from experience.";
  return `It rests on ${things} of the study: ${listed(parts)}.${seen}`;
}

function findingItem(app, id) {
  const finding = app.room.findings[id];
  const grades = gradesIn(finding.basis);
  const badge = make("span", { class: `grade grade-${grades[0]}` }, make("span", { "aria-hidden": "true" }, `${GRADES[grades[0]]?.sign ?? ""} `), grades.map((each) => GRADES[each].word).join(", "));
  return make(
    "li",
    { "data-finding": id },
    badge,
    make("p", { class: "finding" }, finding.text),
    make("p", { class: "where" }, `${id} · ${gradeWords(finding.basis)} · in the study: ${finding.where}`),
  );
}

function gradeWords(basis) {
  const words = gradesIn(basis).map((each) => GRADES[each].what);
  return `grade ${basis}: ${listed(words)}`;
}
