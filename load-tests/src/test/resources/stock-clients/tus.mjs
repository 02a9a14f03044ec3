// The package tus-js-client, as anybody would use it, behind a proxy that cuts its first connections at random bytes.
import { createReadStream, statSync } from "node:fs";
import net from "node:net";
import { Upload } from "tus-js-client";

const [url, token, file] = process.argv.slice(2);
const target = new URL(url);
const CUTS = 4;
let cuts = 0;

const proxy = net.createServer((near) => {
  const far = net.connect(Number(target.port), target.hostname);
  let budget = cuts < CUTS ? 200_000 + Math.floor(Math.random() * 4_000_000) : Infinity;
  near.on("data", (bytes) => {
    budget -= bytes.length;
    far.write(bytes.subarray(0, budget < 0 ? bytes.length + budget : bytes.length));
    if (budget < 0 && !near.destroyed) {
      cuts++;
      far.end();
      near.destroy();
    }
  });
  far.on("data", (bytes) => near.destroyed || near.write(bytes));
  far.on("close", () => near.destroy());
  near.on("close", () => far.end());
  far.on("error", () => near.destroy());
  near.on("error", () => far.end());
});

proxy.listen(0, "127.0.0.1", () => {
  const upload = new Upload(createReadStream(file), {
    endpoint: `http://127.0.0.1:${proxy.address().port}/api/v1/tus`,
    headers: { Authorization: `Bearer ${token}` },
    metadata: { filename: "a morning.wav" },
    uploadSize: statSync(file).size,
    chunkSize: 6 * 1024 * 1024,
    retryDelays: [100, 200, 400, 800, 1600, 3200],
    onError: (failure) => finish(`error ${failure.message}`),
    onSuccess: () => finish(`done after ${cuts} cuts`),
  });
  upload.start();
});

function finish(line) {
  console.log(line);
  proxy.close();
  process.exit();
}
