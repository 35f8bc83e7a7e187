import { describe, expect, test } from "vitest";
import { turnOff, turnOn } from "../../src/maintenance/index.js";
import { setScene } from "../support/scene.js";
import { events, matches, rules, type Event } from "./support/notifications.js";

const [web = {}, worker = {}] = events;
const { WebRule, WorkerRule } = rules;
const patterns = [WebRule, WorkerRule].map(({ Properties }) => Properties.EventPattern);

/** Which of the two rules take an event. */
const takenBy = (event: Event): boolean[] => patterns.map((pattern) => matches(pattern, event));

/** The event of a write. */
const written = (name: string, operation: string): Event => ({
  ...web,
  detail: { name, operation, type: "String" },
});

describe("the rules of docs/notifications.md", () => {
  test("take the events that the page shows", () => {
    expect(events).toHaveLength(2);
    expect(takenBy(web)).toEqual([true, false]);
    expect(takenBy(worker)).toEqual([false, true]);
  });

  test.each([
    ["the info next to the flag", "/jets/demo-dev/maintenance/web/info", "Update"],
    ["a sign of life", "/jets/demo-dev/maintenance/worker/run/000012", "Update"],
    ["a part of the journal", "/jets/demo-dev/maintenance/worker/journal/12-1/01", "Create"],
    ["another parameter", "/shop/maintenance/web", "Update"],
  ])("leave %s alone", (_, name, operation) => {
    expect(takenBy(written(name, operation))).toEqual([false, false]);
  });

  test("take one event of each turn of the web role, and one of each run of the workers", async () => {
    const { sandbox, open } = setScene();
    const context = (): ReturnType<typeof open>["context"] => open().context;
    for (const role of ["web", "worker"] as const) {
      await turnOn(role, context());
      await turnOff(role, context());
    }
    const seen = new Set<string>();
    const taken = sandbox.calls
      .filter(({ operation }) => operation === "PutParameter")
      .map(({ target }) => {
        const operation = seen.has(target) ? "Update" : "Create";
        seen.add(target);
        return takenBy(written(target, operation)).indexOf(true);
      })
      .filter((at) => at >= 0);
    expect(taken).toEqual([0, 0, 1, 1]);
  });

  test.each([WebRule, WorkerRule])(
    "say where and when, as a sentence in the mail and as Amazon Q takes it",
    (rule) => {
      const said = rule.Properties.Targets.map(({ InputTransformer: { InputPathsMap, InputTemplate } }) => {
        expect(Object.values(InputPathsMap).sort()).toEqual([
          "$.account",
          "$.detail.name",
          "$.region",
          "$.time",
        ]);
        const text = InputTemplate.replaceAll(
          /<(\w+)>/g,
          (_, key: string) => `[${InputPathsMap[key] ?? "?"}]`,
        );
        return JSON.parse(text) as unknown;
      });
      const [mail, chat] = said;
      expect(mail).toMatch(/^W\w+ maintenance was .*\[\$\.time\].*\[\$\.detail\.name\]/);
      // https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
      expect(chat).toEqual({
        version: "1.0",
        source: "custom",
        content: {
          textType: "client-markdown",
          title: expect.stringMatching(/ maintenance was /) as string,
          description: expect.stringContaining("[$.detail.name]") as string,
        },
      });
    },
  );
});
