// Checks that what `npm run test:moto` drives is installed.
import { spawnSync } from "node:child_process";

/** @type {[string, string[]][]} */
const tools = [
  ["moto_server", ["--help"]],
  ["aws", ["--version"]],
  ["python3", ["-c", "import boto3"]],
];
const missing = tools.filter(([name, args]) => spawnSync(name, args, { stdio: "ignore" }).status !== 0);

if (missing.length > 0) {
  const names = missing.map(([name, args]) => [name, ...args].join(" ")).join(", ");
  console.error(`npm run test:moto needs ${names} to work: pip install "moto[server]" boto3 awscli`);
  process.exit(1);
}
