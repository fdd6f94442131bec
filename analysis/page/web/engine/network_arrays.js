// A network as the model takes it: what `structure_arrays` of `sim.engine.arrays` makes of it.
import { blake2b } from "../vendor/blake2b.js";
import { floats, table, whole } from "./module.js";
import { translated } from "./preparation.js";

/** A study's network as translated functions read it. */
export function networkOf({ centre, facts, organisations, localities, ties, fixed_ties = [] }, changed = {}) {
  const values = Object.fromEntries(Object.entries(changed).map(([name, value]) => [name, { value }]));
  return {
    centre,
    facts: { organisational_distance: null, ...facts, ...values },
    organisations: organisations.map((each) => new translated.Organisation(withOwnLocality(each))),
    localities: localities.map((each) => new translated.Locality(each)),
    ties: ties.map(({ from, to, weight }) => ({ start: from, to, weight })),
    fixed_ties,
  };
}

// Who serves no other place serves its own.
const withOwnLocality = (row) => (row.serves?.length ? row : { ...row, serves: [row.locality] });

/**
 * @param {object} data of the page
 * @param {object} network as `networkOf` gives it
 * @returns {object} arrays by name, in their Python order
 */
export function networkArrays(data, network) {
  const structure = translated.structure_of(network);
  const peers = structure.peers.flat();
  const served = structure.served.flat();
  const services = structure.services.flat();
  return {
    network: floats([...structure.network]),
    network_key: whole(keyOf("network", "core")),
    organisations: table(structure.organisations, translated.OrganisationFacts),
    organisation_keys: keys(network.organisations),
    characters: table(structure.characters, translated.Character),
    levels: table(structure.levels, translated.Levels),
    tie_facts: table(structure.ties.map(([, , facts]) => facts), translated.TieFacts),
    tie_ends: whole(structure.ties.flatMap(([one, other]) => [one, other]), [structure.ties.length, 2]),
    peers_from: begins(structure.peers),
    peers_tie: whole(peers.map(([tie]) => tie)),
    peers_other: whole(peers.map(([, other]) => other)),
    peer_facts: table(peers.map(([, , facts]) => facts), translated.PeerFacts),
    served_from: begins(structure.served),
    served_place: whole(served.map(([place]) => place)),
    served_weight: floats(served.map(([, weight]) => weight)),
    localities: table(structure.localities, translated.LocalityFacts),
    service_from: begins(structure.services),
    service_organisation: whole(services.map((each) => each.organisation)),
    service_share: floats(services.flatMap((each) => [each.weight, each.nurse_share]), [services.length, 2]),
    place_ties_from: begins(structure.ties_of_places),
    place_ties: whole(structure.ties_of_places.flat()),
    payers: floats(data.layout.payers.flat(), [data.layout.payers.length, data.layout.payers[0].length]),
  };
}

const keys = (named) => whole(named.flatMap(({ name }) => keyOf("organisation", name)), [named.length, 2]);

/** The lower and the upper half of an entity's key, on which its draws hang. */
export function keyOf(kind, name) {
  const digest = blake2b(new TextEncoder().encode(`${kind}\0${name}`), null, 8);
  const view = new DataView(digest.buffer);
  return [view.getUint32(0, true), view.getUint32(4, true)];
}

// Where each of some lists begins, and where the last one ends.
function begins(lists) {
  const places = [0];
  for (const each of lists) places.push(places.at(-1) + each.length);
  return whole(places);
}
