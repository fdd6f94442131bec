// What translated functions read of files in Python: here it comes out of the page's data.
import { Dict } from "./python.js";

let held = null;

/** @param {object} data of `analysis.page.model_data` */
export function provide(data) {
  const parameters = new Dict(data.parameters.map((each) => [each.name, each]));
  const own = (lever) => data.parameters.filter((each) => each.name.startsWith(`levers.${lever.name}.`));
  held = {
    parameters,
    priors: new Dict(data.parameters.map(({ name, prior }) => [name, prior])),
    usual: new Dict(Object.entries(data.usual)),
    levers: new Dict(data.levers.map((lever) => {
      const sizes = new Dict(own(lever).map((each) => [each.name, each]));
      return [lever.id, { ...lever, parameters: () => sizes }];
    })),
    shocks: new Dict(data.shocks.map((each) => [each.name, each])),
    loops: new Dict(data.loops.map((each) => [each.name, each])),
  };
}

export const load_parameters = () => held.parameters;
export const all_parameters = () => held.parameters;
export const priors = () => held.priors;
export const load_usual = () => held.usual;
export const load_levers = () => held.levers;
export const load_shocks = () => held.shocks;
export const load_loops = () => held.loops;

/** All of a group may be near to each; in Python a tree spares looking at them. */
export const _around_in_a_tree = (members, group) => group.map((number) => [number, group]);
