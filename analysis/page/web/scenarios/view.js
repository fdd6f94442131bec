// My scenarios.
import { make } from "../parts/elements.js";

export const scenariosView = { name: "scenarios", title: "My scenarios", build };

function build(root, app) {
  root.append(make("h2", {}, "My scenarios"));
  return { render() {} };
}
