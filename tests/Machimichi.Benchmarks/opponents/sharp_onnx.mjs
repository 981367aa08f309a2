// What one would write in Node.js: sharp resizes, a loop fills the tensor, onnxruntime-node runs it. A path a line in, the number of boxes out.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.OPPONENTS}/package.json`);
const ort = require('onnxruntime-node');
const sharp = require('sharp');

const [model, side, threads] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
sharp.concurrency(threads);
sharp.cache(false);
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: threads, interOpNumThreads: 1 });
console.log('{"ready": true}');
for await (const path of createInterface({ input: process.stdin })) {
  const { data, info } = await sharp(path).resize(side, side, { fit: 'contain', position: 'left top', background: { r: 114, g: 114, b: 114 } }).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const plane = side * side;
  const values = new Float32Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    values[i] = data[i * info.channels + 2];
    values[plane + i] = data[i * info.channels + 1];
    values[2 * plane + i] = data[i * info.channels];
  }
  const output = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', values, [1, 3, side, side]) });
  const rows = output[session.outputNames[0]].data;
  const found = [];
  for (let i = 0; i < rows.length; i += 8) {
    const score = Math.max(rows[i + 4], rows[i + 5], rows[i + 6], rows[i + 7]);
    if (score > 0.4) found.push([score, rows[i], rows[i + 1], rows[i + 2], rows[i + 3]]);
  }
  found.sort((a, b) => b[0] - a[0]);
  const kept = [];
  for (const box of found) if (kept.every((other) => overlap(other, box) < 0.35)) kept.push(box);
  console.log(kept.length);
}

function overlap([, a1, b1, a2, b2], [, c1, d1, c2, d2]) {
  const inside = Math.max(0, Math.min(a2, c2) - Math.max(a1, c1)) * Math.max(0, Math.min(b2, d2) - Math.max(b1, d1));
  return inside / ((a2 - a1) * (b2 - b1) + (c2 - c1) * (d2 - d1) - inside);
}
