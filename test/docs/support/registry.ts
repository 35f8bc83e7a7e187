import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { listen } from "../../runtime/support/listen.js";
import { root } from "./pages.js";

/** A registry of npm's on 127.0.0.1. */
export interface Registry {
  readonly url: string;
  readonly close: () => void;
}

const { name, version } = packageJson;

/** Serves one package, `jets-maintenance`, whose `jets` is the built binary of the repository. */
export async function serveRegistry(): Promise<Registry> {
  const manifest = { name, version, type: "module", bin: { jets: "jets.js" } };
  const tarball = pack(manifest);
  const server = createServer((request, response) => {
    if (request.url === `/${name}.tgz`) return response.end(tarball);
    if (request.url !== `/${name}`) return response.writeHead(404).end("{}");
    const dist = { tarball: `http://${request.headers.host ?? ""}/${name}.tgz` };
    const document = {
      name,
      "dist-tags": { latest: version },
      versions: { [version]: { ...manifest, dist } },
    };
    return response.setHeader("content-type", "application/json").end(JSON.stringify(document));
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function pack(manifest: object): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "package-"));
  mkdirSync(join(folder, "package"));
  writeFileSync(join(folder, "package/package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "package/jets.js"), `#!/usr/bin/env node\nimport "${root}/bin/jets.js";\n`);
  execFileSync("tar", ["-czf", "package.tgz", "package"], { cwd: folder });
  const tarball = readFileSync(join(folder, "package.tgz"));
  rmSync(folder, { recursive: true });
  return tarball;
}
