// The answer.
import { make } from "../parts/elements.js";

export const answerView = { name: "answer", title: "The answer", build };

function build(root, app) {
  root.append(make("h2", {}, "The answer"));
  return { render() {} };
}
