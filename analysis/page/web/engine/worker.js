// What a worker does: it holds an instance of the model and runs what it is sent, a task after the other.
import { instantiate } from "./module.js";
import { run } from "./runs.js";
import { reduced } from "./kept.js";

let model = null;
let layout = null;

addEventListener("message", async ({ data }) => {
  if (data.module) {
    layout = data.layout;
    model = await instantiate(data.module, data.form);
    postMessage({ ready: true });
    return;
  }
  try {
    const kept = reduced(run(model, layout, data.arrays, data.job), layout, data.job);
    postMessage({ task: data.task, kept }, Object.values(kept).map((each) => each.buffer));
  } catch (error) {
    postMessage({ task: data.task, refused: String(error.message ?? error) });
  }
});
