import type { Server } from "node:net";

/** Listens on 127.0.0.1, on a port of the system's choice, and tells it. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server was expected.");
  return address.port;
}
