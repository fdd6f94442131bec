// The cascade.
import { make } from "../parts/elements.js";

export const cascadeView = { name: "cascade", title: "The cascade", build };

function build(root, app) {
  root.append(make("h2", {}, "The cascade"));
  return { render() {} };
}
