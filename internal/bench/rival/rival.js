// The update of core/update.go in TensorFlow.js on its WebAssembly backend: the
// same network, batch, loss and optimizer. Answers with the microseconds of one,
// the best of several rounds.
importScripts('tf.js', 'tf-wasm.js');

const inputs = 35, width = 64, actions = 8, batch = 32, gamma = 0.97;
const rounds = 5, roundMs = 300;

const layers = [[inputs, width], [width, width], [width, actions]];

function network() {
  return layers.flatMap(([from, to]) => [
    tf.variable(tf.randomNormal([from, to], 0, Math.sqrt(2 / from))),
    tf.variable(tf.zeros([to])),
  ]);
}

function forward(weights, x) {
  for (let i = 0; i < weights.length; i += 2) {
    x = tf.add(tf.matMul(x, weights[i]), weights[i + 1]);
    if (i + 2 < weights.length) x = tf.relu(x);
  }
  return x;
}

async function measure() {
  tf.wasm.setWasmPaths(new URL('./', location.href).href);
  await tf.setBackend('wasm');
  await tf.ready();
  const online = network(), target = network();
  const seen = tf.randomUniform([batch, inputs]), next = tf.randomUniform([batch, inputs]);
  const rewards = tf.randomUniform([batch]);
  const taken = tf.cast(tf.oneHot(tf.randomUniform([batch], 0, actions, 'int32'), actions), 'float32');
  const adam = tf.train.adam(1e-4);
  const update = () => tf.tidy(() => {
    const goal = tf.add(rewards, tf.mul(gamma, tf.max(forward(target, next), 1)));
    adam.minimize(() => tf.losses.huberLoss(goal, tf.sum(tf.mul(forward(online, seen), taken), 1)), false, online);
  });
  for (let i = 0; i < 50; i++) update();
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    let n = 0;
    for (; performance.now() - start < roundMs; n++) update();
    least = Math.min(least, (1000 * (performance.now() - start)) / n);
  }
  return `${tf.getBackend()} ${least}`;
}

onmessage = () => measure().then(postMessage, (error) => postMessage(`error ${error.message}`));
