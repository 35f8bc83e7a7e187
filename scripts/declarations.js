// The declarations of what the package exports, and of nothing else.
import { join, relative } from "node:path/posix";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import ts from "typescript";

const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, strict: true };

/**
 * Writes what each entry leads to into its folders, once as an ES module and once as CommonJS.
 * @param {readonly { entry: string, root: string, folder: string }[]} exports the entry's source, the folder that paths
 *   are relative to, and where the folders `esm` and `cjs` are
 */
export async function writeDeclarations(exports) {
  for (const { entry, root, folder } of exports) {
    const declarations = [...(await declare(entry))];
    for (const [format, type] of /** @type {const} */ ([
      ["esm", "module"],
      ["cjs", "commonjs"],
    ])) {
      await write(join(folder, format, "package.json"), `${JSON.stringify({ type })}\n`);
      for (const [source, text] of declarations)
        await write(join(folder, format, relative(root, source).replace(/ts$/, "d.ts")), text);
    }
  }
}

/** @param {string} path @param {string} text */
async function write(path, text) {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, text);
}

/**
 * The declarations of a source file and of all that they lead to. No type is inferred: exports say theirs, so that one
 * file after the other is enough.
 * @param {string} source @param {Map<string, string>} found @returns {Promise<Map<string, string>>}
 */
async function declare(source, found = new Map()) {
  if (found.has(source)) return found;
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(await readFile(source, "utf8"), {
    fileName: source,
    reportDiagnostics: true,
    compilerOptions,
  });
  for (const { messageText } of diagnostics)
    throw new Error(`${source}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  found.set(source, outputText);
  for (const [, path = ""] of outputText.matchAll(/from "(\..+?)\.js"/g))
    await declare(`${join(source, "..", path)}.ts`, found);
  return found;
}
