// My network.
import { make } from "../parts/elements.js";

export const networkView = { name: "network", title: "My network", build };

function build(root, app) {
  root.append(make("h2", {}, "My network"));
  return { render() {} };
}
