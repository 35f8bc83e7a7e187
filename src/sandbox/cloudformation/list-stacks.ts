import type { Input } from "../wire/input.js";
import { invalidMember } from "../wire/input.js";
import type { XmlValue } from "../wire/xml.js";
import { cutStacks } from "./operations.js";
import type { CloudFormationState, StackState } from "./state.js";

/** Every status of a stack: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html */
const statuses = [
  ...["CREATE_IN_PROGRESS", "CREATE_FAILED", "CREATE_COMPLETE", "ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED"],
  ...["ROLLBACK_COMPLETE", "DELETE_IN_PROGRESS", "DELETE_FAILED", "DELETE_COMPLETE", "UPDATE_IN_PROGRESS"],
  ...["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE", "UPDATE_FAILED"],
  ...["UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE"],
  ...["UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "REVIEW_IN_PROGRESS", "IMPORT_IN_PROGRESS"],
  ...["IMPORT_COMPLETE", "IMPORT_ROLLBACK_IN_PROGRESS", "IMPORT_ROLLBACK_FAILED", "IMPORT_ROLLBACK_COMPLETE"],
];

/**
 * ListStacks: all of the asked statuses, nested and deleted ones too. AWS forgets a deleted stack after 90 days; here it
 * stays.
 */
export function listStacks(state: CloudFormationState, input: Input): XmlValue {
  const asked = input.texts("StackStatusFilter");
  if (asked.some((status) => !statuses.includes(status)))
    throw invalidMember(
      "StackStatusFilter",
      `[${asked.join(", ")}]`,
      `satisfy constraint: [Member must satisfy enum value set: [${statuses.join(", ")}]]`,
    );
  const found = [...state.stacks.values()].filter(
    ({ status }) => asked.length === 0 || asked.includes(status),
  );
  const page = cutStacks(found, state, input);
  return { StackSummaries: page.items.map(summarise), NextToken: page.next };
}

function summarise({ id, name, createdAt, status, parent }: StackState): XmlValue {
  const time = new Date(createdAt).toISOString();
  return {
    StackId: id,
    StackName: name,
    CreationTime: time,
    DeletionTime: status === "DELETE_COMPLETE" ? time : undefined,
    StackStatus: status,
    ParentId: parent?.id,
    RootId: parent?.root,
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  };
}
