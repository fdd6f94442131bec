// With a room.
import { make } from "../parts/elements.js";

export const workshopView = { name: "workshop", title: "With a room", build };

function build(root, app) {
  root.append(make("h2", {}, "With a room"));
  return { render() {} };
}
