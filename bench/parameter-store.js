import { createServer } from "node:http";

/** The flag that the benchmarks read. */
export const flagName = "/jets/demo-dev/maintenance/web";

/**
 * An SSM on 127.0.0.1 whose flag holds `value`, for GetParameter and GetParameters.
 * @param {"on" | "off"} value
 * @returns {Promise<{ url: string, stop: () => void }>}
 */
export async function startParameterStore(value) {
  const parameter = { Name: flagName, Type: "String", Value: value, Version: 1 };
  const answer = JSON.stringify({ Parameter: parameter, Parameters: [parameter], InvalidParameters: [] });
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.setHeader("Content-Type", "application/x-amz-json-1.1").end(answer);
    });
  });
  await new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      resolve(undefined);
    }),
  );
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server was expected.");
  const stop = () => {
    server.close();
  };
  return { url: `http://127.0.0.1:${address.port}`, stop };
}
