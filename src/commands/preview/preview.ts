import { Command } from "commander";
import { resolve } from "node:path";
import { answer, say } from "../../terminal/terminal.js";
import { parsePort } from "../options/parse.js";
import { addPageOptions, resolveUntil, type PageOptions } from "../options/page.js";
import type { Session, Start } from "../session.js";

/** The options of `maintenance:preview`. */
interface PreviewOptions extends PageOptions {
  readonly publicDir: string;
  readonly port?: number;
  readonly open?: boolean;
}

const help = `
It runs until Ctrl-C and then exits with 0.

Example:
  $ jets maintenance:preview --message "Moving house" --until 2h --open`;

/** `jets maintenance:preview`. */
export function previewCommand(start: Start): Command {
  const command = new Command("preview")
    .description("Serve the page that visitors will see, with its status and headers, on 127.0.0.1")
    .option("--public-dir <dir>", "directory with maintenance.html or maintenance.json", "public")
    .option("--port <port>", "port to listen on (default: any free port)", parsePort)
    .option("--open", "open the page in the browser");
  return addPageOptions(command).addHelpText("after", help).action(start(preview));
}

/** Serves the page until the run is interrupted. Reaches nothing in AWS. @throws JetsError `usage` */
async function preview(given: PreviewOptions, session: Session): Promise<number> {
  const { terminal, clock, signal } = session;
  const options = resolveUntil(given, clock);
  const { servePage, whichPage } = await import("./server.js");
  const publicDir = resolve(terminal.cwd, options.publicDir);
  const log = (line: string): void => {
    say(terminal, line);
  };
  const served = await servePage({ ...options, publicDir, clock, log });
  try {
    log(whichPage(publicDir, log));
    log("Press Ctrl-C to stop");
    answer(terminal, served.url);
    if (options.open === true) {
      const { openInBrowser } = await import("./open-in-browser.js");
      await openInBrowser(served.url, terminal.env);
    }
    if (!signal.aborted) await interrupted(signal);
    return 0;
  } finally {
    await served.close();
  }
}

const interrupted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    signal.addEventListener("abort", () => {
      done();
    });
  });
