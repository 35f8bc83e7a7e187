import { refuse, lambdaRefusals } from "../lambda/errors.js";
import { serviceNameOf } from "./authorization.js";
import { AwsError, type Service } from "./messages.js";

/** Answers for every service that the sandbox does not have, in JSON. */
export const unknownService: Service = {
  read: (request) => {
    const name = serviceNameOf(request) ?? "this service";
    const operation = request.headers["x-amz-target"] ?? `${request.method} ${request.path}`;
    return {
      service: "unknown",
      operation,
      target: "",
      resource: "*",
      changing: false,
      run: () => {
        throw new AwsError(
          "UnknownOperationException",
          404,
          `The sandbox does not know ${name}, so it cannot answer ${operation}.`,
        );
      },
    };
  },
  refuse,
  refusals: lambdaRefusals,
};
