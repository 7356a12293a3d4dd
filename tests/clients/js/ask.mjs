// Asks a SPARQL endpoint with the client that JavaScript programs use; prints what it met as JSON.
import { SparqlEndpointFetcher } from 'fetch-sparql-endpoint';

const [endpoint, usesPost] = [process.argv[2], process.argv[3] === 'POST'];
const LABELS = 'SELECT ?c ?label ?missing { ?c a owl:Class ; rdfs:label ?label }'
  + ' ORDER BY ?label LIMIT 3';

async function collect(stream) {
  const rows = [];
  for await (const row of stream) rows.push(row);
  return rows;
}

async function failure(call) {
  try {
    await call();
    return 'no failure';
  } catch (error) {
    return error.message;
  }
}

const plain = term => ({ type: term.termType, value: term.value, language: term.language });
const client = new SparqlEndpointFetcher({ method: usesPost ? 'POST' : 'GET' });
const rows = await collect(await client.fetchBindings(endpoint, LABELS));
const triples = await collect(await client.fetchTriples(
  endpoint, 'CONSTRUCT WHERE { gluteal:GKG_0000100 rdfs:label ?l }'));
const described = await collect(await client.fetchTriples(
  endpoint, 'DESCRIBE gluteal:GKG_0000100'));
console.log(JSON.stringify({
  rows: rows.map(row => Object.fromEntries(
    Object.entries(row).map(([name, term]) => [name, plain(term)]))),
  yes: await client.fetchAsk(endpoint, 'ASK { gluteal:GKG_0000100 a owl:Class }'),
  no: await client.fetchAsk(endpoint, 'ASK { <urn:nothing> a owl:Class }'),
  triples: triples.map(quad => [quad.subject.value, quad.predicate.value, quad.object.value]),
  described: described.length,
  malformed: await failure(() => client.fetchBindings(endpoint, 'SELECT * { ?s ?p')),
  service: await failure(() => client.fetchBindings(
    endpoint, 'SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }')),
  update: await failure(() => client.fetchUpdate(endpoint, 'CLEAR ALL')),
}));
