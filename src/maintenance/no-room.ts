import { JetsError } from "./errors.js";

/**
 * A parameter could not be created, since the account has as many as AWS allows: 10,000 standard ones in a region. With
 * Intelligent-Tiering as the default tier AWS makes what goes beyond that Advanced, for which it charges:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-default-tier.html
 */
export class NoRoom extends JetsError {
  constructor(name: string, cause: unknown) {
    super(
      "aws_refused",
      `The parameter ${name} could not be created: this account has all the 10,000 standard parameters that AWS allows in a region.`,
      "Delete some that nobody needs any more, or let AWS go beyond with `aws ssm update-service-setting --setting-id /ssm/parameter-store/default-parameter-tier --setting-value Intelligent-Tiering` (charges apply); then repeat the command.",
      { cause },
    );
  }
}
