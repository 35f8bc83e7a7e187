// Checks that the shells which `npm run test:shells` types at are installed.
import { spawnSync } from "node:child_process";

const missing = ["zsh", "fish"].filter(
  (shell) => spawnSync(shell, ["--version"], { stdio: "ignore" }).status !== 0,
);

if (missing.length > 0) {
  console.error(`npm run test:shells needs ${missing.join(" and ")}: apt-get install zsh fish`);
  process.exit(1);
}
