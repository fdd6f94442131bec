// A future in a link: compressed, in the page's own address, so that nothing is sent anywhere but by who mails it.
import { shaped } from "./opened.js";

const MOST = 8_000; // signs that mail programs leave whole
const LARGEST = 200_000; // signs that a link may unfold to
const FORMAT = 1;

/** @param {object} network @param {object} scenario @returns {Promise<string>} the address, or an error's one line */
export async function linkOf(network, scenario) {
  const text = JSON.stringify({ hubspoke: FORMAT, network: network.title, scenario });
  const packed = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  const code = btoa(String.fromCharCode(...packed))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
  if (code.length > MOST) throw new Error("This future is too large for a link; save it as a file and send that.");
  return `${location.href.split("#")[0]}#scenario=${code}`;
}

/** The network's title and the scenario in an address's hash; null if it holds none. @throws {Error} of one line */
export async function linked(hash) {
  const code = new URLSearchParams(hash.slice(1)).get("scenario");
  if (!code) return null;
  let data = null;
  try {
    const packed = Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
    data = JSON.parse(new TextDecoder().decode(await through(packed, new DecompressionStream("deflate-raw"))));
  } catch {
    throw new Error("This link is damaged: it may have been cut off on its way.");
  }
  if (data?.hubspoke !== FORMAT) throw new Error("This link was made by another version of the page.");
  return { network: String(data.network), scenario: shaped(data.scenario, "the link's scenario") };
}

async function through(bytes, stream) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    size += read.value.length;
    if (size > LARGEST) throw new Error("too large");
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
