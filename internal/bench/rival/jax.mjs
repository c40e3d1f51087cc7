// The update of core/update.go in jax-js on its WebAssembly backend: the same network,
// batch, loss and optimizer as in rival.js, compiled by jit as a whole. Answers with the
// microseconds of one, the best of several rounds. Passing an array to a function of
// jax-js gives it away; .ref keeps it.
import { defaultDevice, init, jit, numpy as np, tree, valueAndGrad } from './jax/index.js';

const inputs = 35, width = 64, actions = 8, batch = 32, gamma = 0.97;
const rate = 1e-4, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7;
const rounds = 5, roundMs = 300;

const layers = [[inputs, width], [width, width], [width, actions]];

const random = (n, scale = 1, from = 0) => Float32Array.from({ length: n }, () => scale * (Math.random() - from));
const zerosLike = (weights) => weights.map((w) => np.zeros(w.shape));

function network() {
  return layers.flatMap(([from, to]) => [
    np.array(random(from * to, 2 * Math.sqrt(6 / from), 0.5)).reshape([from, to]),
    np.zeros([to]),
  ]);
}

function forward(weights, x) {
  for (let i = 0; i < weights.length; i += 2) {
    x = np.matmul(x, weights[i]).add(weights[i + 1]);
    if (i + 2 < weights.length) x = np.maximum(x, 0);
  }
  return x;
}

function huber(weights, seen, taken, goal) {
  const difference = goal.sub(forward(weights, seen).mul(taken).sum(1));
  const size = np.abs(difference.ref);
  return np.where(size.ref.less(1), np.square(difference).mul(0.5), size.sub(0.5)).mean();
}

// update returns the weights, Adam's means and the powers of its decay after one step.
const update = jit((online, mean, square, power1, power2, target, seen, next, rewards, taken) => {
  const goal = np.max(forward(target, next), 1).mul(gamma).add(rewards);
  const [loss, gradients] = valueAndGrad(huber)(tree.ref(online), seen, taken, goal);
  loss.dispose();
  const [p1, p2] = [power1.mul(beta1), power2.mul(beta2)];
  const step = { online: [], mean: [], square: [] };
  for (const [i, g] of gradients.entries()) {
    const m = mean[i].mul(beta1).add(g.ref.mul(1 - beta1));
    const v = square[i].mul(beta2).add(np.square(g).mul(1 - beta2));
    const move = m.ref.div(np.array(1).sub(p1.ref)).div(np.sqrt(v.ref.div(np.array(1).sub(p2.ref))).add(epsilon)).mul(rate);
    step.online.push(online[i].sub(move));
    step.mean.push(m);
    step.square.push(v);
  }
  return [step.online, step.mean, step.square, p1, p2];
});

async function measure() {
  await init('wasm');
  defaultDevice('wasm');
  const online = network(), target = network();
  let state = [online, zerosLike(online), zerosLike(online), np.array(1), np.array(1)];
  const seen = np.array(random(batch * inputs)).reshape([batch, inputs]), next = np.array(random(batch * inputs)).reshape([batch, inputs]);
  const rewards = np.array(random(batch));
  const taken = np.array(Float32Array.from({ length: batch * actions }, (_, i) => Number(i % actions === (i * 7) % 5))).reshape([batch, actions]);
  const one = () => { state = update(...state, tree.ref(target), seen.ref, next.ref, rewards.ref, taken.ref); };
  const settled = () => state[0][0].ref.dataSync(); // what was put off is done
  for (let i = 0; i < 50; i++) one();
  settled();
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    let n = 0;
    for (; performance.now() - start < roundMs; n++) one();
    settled();
    least = Math.min(least, (1000 * (performance.now() - start)) / n);
  }
  return `${defaultDevice()} ${least}`;
}

onmessage = () => measure().then(postMessage, (error) => postMessage(`error ${error.message}`));
