// One keyed draw of the first month, as `sim.sampling.random_numbers` has it: the model makes all others itself.

const MASK = 0xffffffffn;

/** In [0, 1); `entity` is the lower and the upper half of its key. */
export function draw(seed, luck, entity, purpose) {
  const counter = [0, Math.floor(purpose / 4), ...entity];
  return Number(philox(counter.map(BigInt), [seed, luck].map(BigInt))[purpose % 4] >> 1n) / 2147483648;
}

// Philox 4x32-10 (Salmon et al. 2011).
function philox([x0, x1, x2, x3], [k0, k1]) {
  for (let turn = 0; turn < 10; turn += 1) {
    const [one, other] = [x0 * 0xd2511f53n, x2 * 0xcd9e8d57n];
    [x0, x1, x2, x3] = [(other >> 32n) ^ x1 ^ k0, other & MASK, (one >> 32n) ^ x3 ^ k1, one & MASK];
    [k0, k1] = [(k0 + 0x9e3779b9n) & MASK, (k1 + 0xbb67ae85n) & MASK];
  }
  return [x0, x1, x2, x3];
}
