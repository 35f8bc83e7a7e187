// Loaded into a process with --import: the clock by which it tells two keys from one, and nothing else, goes twenty times
// as fast.
const speed = 20;

const now = performance.now.bind(performance);
performance.now = () => now() * speed;
