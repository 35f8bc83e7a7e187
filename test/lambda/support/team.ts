import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder with a team's files, the package installed beside them. */
export async function createTeamFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "team-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(process.cwd(), join(folder, "node_modules/jets-maintenance"));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}
