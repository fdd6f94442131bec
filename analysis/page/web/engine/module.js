// The model's module of WebAssembly, and how what it is called with is laid into its memory.

const LINE = 64; // bytes: where an array may begin
const PAGE = 65536; // bytes: memory grows by pages
const KINDS = { f8: Float64Array, i8: BigInt64Array, i1: Int8Array };
const STANDS_FOR_OUTSIDE = 2; // arguments of compiled code itself: where it returns to, and what it raises

/**
 * An array of numbers as compiled code takes it, in rows.
 * @param {"f8" | "i8" | "i1"} kind floats, whole numbers of 8 bytes, or of one
 * @param {number[]} shape
 * @param {ArrayLike<number|bigint>} [values] left out: room for what is to be written there
 */
export function array(kind, shape, values = null) {
  const count = shape.reduce((product, each) => product * each, 1);
  if (values && values.length !== count) throw new RangeError(`${values.length} values for the shape ${shape}`);
  return { kind, shape, count, values: values && typed(kind, values), at: 0 };
}

/** Records as rows of an array, field by field. */
export function table(records, { _fields: fields }, shape = [records.length, fields.length]) {
  const values = new Float64Array(records.length * fields.length);
  let at = 0;
  for (const each of records) for (const field of fields) values[at++] = each[field];
  return floats(values, shape);
}

export const floats = (values, shape = [values.length]) => array("f8", shape, values);
export const whole = (values, shape = [values.length]) => array("i8", shape, values);

// As typed arrays, which are sent to workers and laid into memory as they are.
function typed(kind, values) {
  const type = KINDS[kind];
  if (values instanceof type) return values;
  return kind === "i8" ? type.from(values, BigInt) : type.from(values);
}

export class Model {
  #calls = null;

  /** @param {WebAssembly.Instance} instance */
  constructor(instance, form) {
    this.exports = instance.exports;
    this.form = form; // what `model.json` says of it
    this.begin = aligned(instance.exports.__heap_base.value);
  }

  /** Where each kernel is that others call, for whoever calls these. */
  get calls() {
    if (!this.#calls) {
      const at = this.begin;
      this.#reserve(at + 8 * this.form.called);
      this.exports.addresses(at);
      this.#calls = whole(new BigInt64Array(this.exports.memory.buffer.slice(at, at + 8 * this.form.called)));
    }
    return this.#calls;
  }

  /**
   * Call an entry of the module; arrays stay where they are laid until the next call.
   * @param {string} entry
   * @param {Array} given numbers, arrays, and lists of them, as its Python namesake takes them
   */
  call(entry, given) {
    const { slots, arrays, end } = this.#laid(given);
    const at = aligned(end);
    this.#reserve(at + 8 * slots.length);
    const { buffer } = this.exports.memory;
    for (const each of arrays) fill(buffer, each);
    new BigInt64Array(buffer, at, slots.length).set(slots);
    const refused = this.exports[entry](at);
    if (refused) throw new Error(`the model refused ${entry}: ${refused}`);
  }

  /** A copy of what an array holds after a call. */
  read({ kind, at, count }) {
    return new KINDS[kind](this.exports.memory.buffer, at, count).slice();
  }

  #laid(given) {
    const slots = [BigInt(this.begin), BigInt(this.begin + LINE)];
    const arrays = [];
    let end = this.begin + STANDS_FOR_OUTSIDE * LINE;
    for (const each of given.flat(Infinity)) {
      if (typeof each === "number") {
        slots.push(BigInt(each));
        continue;
      }
      const size = KINDS[each.kind].BYTES_PER_ELEMENT;
      each.at = aligned(end);
      slots.push(0n, 0n, BigInt(each.count), BigInt(size), BigInt(each.at), ...each.shape.map(BigInt));
      slots.push(...strides(each.shape, size));
      end = each.at + each.count * size;
      arrays.push(each);
    }
    return { slots: BigInt64Array.from(slots), arrays, end };
  }

  #reserve(end) {
    const { memory } = this.exports;
    const short = end - memory.buffer.byteLength;
    if (short > 0) memory.grow(Math.ceil(short / PAGE));
  }
}

/** @param {WebAssembly.Module} module @param {object} form what `model.json` says of it */
export async function instantiate(module, form) {
  return new Model(await WebAssembly.instantiate(module, {}), form);
}

function fill(buffer, { kind, at, count, values }) {
  if (values) new KINDS[kind](buffer, at, count).set(values);
}

function strides(shape, size) {
  const steps = [];
  let step = size;
  for (const each of shape.toReversed()) {
    steps.unshift(BigInt(step));
    step *= each;
  }
  return steps;
}

const aligned = (at) => Math.ceil(at / LINE) * LINE;
