import { openedIn } from "../opened.js";
import { costOf } from "../plan.js";
import type { StackFunction } from "../ports.js";
import type { Context, TurnOptions, TurnResult } from "../roles.js";
import { duringStage } from "../stages.js";
import { reportReplacement, verifyNotDeploying } from "./deployment.js";
import { awaitDrained, type InFlight } from "./drain.js";
import { forEachWorker } from "./each-worker.js";
import { keepJournal } from "./endings.js";
import { reportEventLoss } from "./event-loss.js";
import { lookBeside } from "./look-beside.js";
import { noneStoppable, selectStoppable } from "./stoppable.js";
import { statusesAfter, withProblems } from "./function-status.js";
import type { Hold } from "./hold.js";
import { observe, type LiveWorker } from "./observe.js";
import { awaitReady } from "./ready.js";
import { stoppingChanges } from "./plan-on.js";
import { mergeEntries } from "./parts.js";
import { startSaving } from "./saving.js";
import { listWorkers, reportServing } from "./selection.js";
import { isStopped } from "./settings.js";
import { stopWorker } from "./stop.js";
import { withHold } from "./with-hold.js";

/** Stops every worker, once all that they had is saved. */
export async function turnOn(context: Context, options: TurnOptions): Promise<TurnResult> {
  const [workers, stack] = await duringStage(context, { stage: "Reading the stack" }, () =>
    Promise.all([listWorkers(context), context.stacks.get(context.stack)]),
  );
  verifyNotDeploying(stack, options);
  reportServing(context, workers);
  if (options.onEventLoss === "fail" && options.eventsNamed !== true)
    await reportEventLoss(context, workers, options);
  const { selection } = context;
  const chosen = selection === undefined ? {} : { selection };
  const asked = { command: "on", stackId: stack.id, ...options, ...chosen } as const;
  const { result, inFlight, running, nameEvents } = await withHold(context, asked, async (hold) => {
    reportReplacement(context, hold.journal, stack.id);
    const stopped = await stopAll(context, hold, workers, options);
    const ending = await keepJournal(context, hold, stopped.result.state);
    const result = { ...stopped.result, ...openedIn(ending.opened) };
    return { result: { ...stopped, result }, ending };
  });
  await nameEvents();
  // What failed is said at once: there is no use in waiting for the rest.
  const wait = options.wait === true && result.failures.length === 0;
  await awaitDrained(context, inFlight, { wait });
  return wait ? whenDisabled(context, result, running) : result;
}

/** `on` gives a mapping two minutes to be `Disabled`; whoever waits wants to know of those that take longer. */
async function whenDisabled(
  context: Context,
  result: TurnResult,
  running: ReadonlyMap<string, LiveWorker>,
): Promise<TurnResult> {
  const polled = [...running].flatMap(([name, { mappings }]) =>
    mappings.size === 0 ? [] : [[name, { provisioned: new Map<string, number>(), mappings }] as const],
  );
  const failures = await awaitReady(context, "stopped", new Map(polled));
  return { ...result, failures, functions: withProblems(result.functions, failures) };
}

interface Stopped {
  readonly result: TurnResult;
  readonly inFlight: InFlight;
  readonly running: ReadonlyMap<string, LiveWorker>;
  readonly nameEvents: () => Promise<void>;
}

async function stopAll(
  context: Context,
  hold: Hold,
  workers: ReadonlyMap<string, StackFunction>,
  options: TurnOptions,
): Promise<Stopped> {
  const sights = new Map([...workers].map(([name, { published }]) => [name, { provisioned: published }]));
  const saving = startSaving(hold);
  // However the reading ends, nothing is on its way to the journal when the hold is released.
  const observed = await observe(context, sights, true, saving.add).finally(saving.end);
  const saved = await saving.end();
  const stoppable = selectStoppable(context, hold.journal, observed.results);

  const running = new Map([...stoppable].filter(([, live]) => isRunning(live)));
  const nameEvents = lookBeside(context, workers, { running, entries: hold.journal.entries }, options);
  const stage = { stage: "Stopping workers", seconds: secondsToStop(running) };
  const stopped = await forEachWorker(context, stage, running, (_, live) => stopWorker(context, hold, live));
  const failures = [...observed.failures, ...stopped.failures];
  const refused = [...stopped.results.values()].filter((outcome) => outcome === "not supported").length;
  if (refused === stoppable.size && failures.length === 0) throw noneStoppable(context);
  const changed = saved > 0 || running.size > 0;
  return {
    running,
    nameEvents,
    result: {
      role: "worker",
      state: failures.length === 0 ? "on" : "partial",
      changed,
      failures,
      functions: statusesAfter(
        "on",
        observed.results,
        failures,
        mergeEntries([hold.journal.entries, hold.writer.saved]),
      ),
    },
    inFlight: {
      stoppedAt: running.size > 0 ? context.clock.now() : hold.stoppedAt,
      timeoutSeconds: [...stoppable.values()].reduce(
        (longest, live) => Math.max(longest, live.timeoutSeconds),
        0,
      ),
    },
  };
}

const isRunning = (live: LiveWorker): boolean =>
  !isStopped(live) || live.provisioned.size > 0 || live.disabling.length > 0;

const secondsToStop = (running: ReadonlyMap<string, LiveWorker>): number =>
  costOf([...running.values()].flatMap(stoppingChanges).length, 0).seconds;
