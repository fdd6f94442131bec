// Archives such as workbooks are: what is in one, and a new one of texts. Browsers unpack by themselves.

const MOST = 100e6; // bytes: what unpacks to more is no table
const TABLE = Uint32Array.from({ length: 256 }, (_, each) => {
  let value = each;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/**
 * What is in an archive.
 * @param {ArrayBuffer} buffer
 * @returns {Promise<Map<string, () => Promise<string>>> | null} texts by their names; null: it is no archive
 */
export function unzip(buffer) {
  const view = new DataView(buffer);
  const end = endOf(view);
  if (end < 0) return null;
  const files = new Map();
  let at = view.getUint32(end + 16, true);
  let whole = 0;
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const [how, size, full] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    const [named, extra, remark] = [28, 30, 32].map((each) => view.getUint16(at + each, true));
    const name = new TextDecoder().decode(new Uint8Array(buffer, at + 46, named));
    const start = view.getUint32(at + 42, true);
    whole += full;
    if (whole > MOST) throw new RangeError(`unpacks to more than ${MOST / 1e6} MB`);
    files.set(name, () => unpacked(buffer, view, start, how, size));
    at += 46 + named + extra + remark;
  }
  return files;
}

function endOf(view) {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 66000); at -= 1) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return -1;
}

async function unpacked(buffer, view, start, how, size) {
  const from = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  const bytes = new Uint8Array(buffer, from, size);
  if (how === 0) return new TextDecoder().decode(bytes);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
}

/** An archive of texts by their names, not packed. @param {Record<string, string>} texts @returns {Blob} */
export function zip(texts) {
  const encoder = new TextEncoder();
  const [parts, list] = [[], []];
  let at = 0;
  for (const [name, text] of Object.entries(texts)) {
    const [named, bytes] = [encoder.encode(name), encoder.encode(text)];
    // Version 2.0, no flags, not packed, on the first day that archives can tell.
    const about = [20, 0, 0, 0, 33].flatMap(two).concat([sumOf(bytes), bytes.length, bytes.length].flatMap(four), two(named.length), two(0));
    parts.push(Uint8Array.from([...four(0x04034b50), ...about]), named, bytes);
    list.push(Uint8Array.from([...four(0x02014b50), ...two(20), ...about, ...[0, 0, 0].flatMap(two), ...four(0), ...four(at)]), named);
    at += 30 + named.length + bytes.length;
  }
  const size = list.reduce((all, each) => all + each.length, 0);
  const count = parts.length / 3;
  const end = Uint8Array.from([...four(0x06054b50), ...[0, 0, count, count].flatMap(two), ...four(size), ...four(at), ...two(0)]);
  return new Blob([...parts, ...list, end]);
}

const two = (value) => [value & 255, (value >>> 8) & 255];
const four = (value) => [...two(value & 65535), ...two(value >>> 16)];

function sumOf(bytes) {
  let sum = 0xffffffff;
  for (const each of bytes) sum = TABLE[(sum ^ each) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
