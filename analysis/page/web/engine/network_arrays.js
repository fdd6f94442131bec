// A network as the model takes it.

/** @returns {object} arrays by name, as `sim.engine.arrays.StructureArrays` has them */
export function networkArrays(model, data) {
  return data.prepared.network;
}
