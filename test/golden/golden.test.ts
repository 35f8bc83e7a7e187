import { expect, test } from "vitest";
import { Stage, type Mode } from "./stage.js";
import { stories, type Story } from "./stories.js";

const plain = { NO_COLOR: "1" };

async function transcriptOf({ name, account, tell }: Story, mode: Mode): Promise<string> {
  const stage = new Stage(mode, account);
  await tell(stage);
  return `==== ${name}\n${stage.seen}`;
}

// `npx vitest run test/golden/golden.test.ts -u` writes them anew.
test.each([
  ["80-columns-colour", { columns: 80, env: {} }],
  ["80-columns-plain", { columns: 80, env: plain }],
  ["40-columns-colour", { columns: 40, env: {} }],
  ["40-columns-plain", { columns: 40, env: plain }],
])("a terminal shows what test/golden/%s.txt holds, byte for byte", async (file, mode) => {
  const transcripts: string[] = [];
  for (const story of stories) transcripts.push(await transcriptOf(story, mode));
  await expect(transcripts.join("\n")).toMatchFileSnapshot(`${file}.txt`);
});
