import { afterAll } from "vitest";
import { disableStores } from "./async-stores.js";
import { verifyAtRest } from "./virtual-clock.js";

afterAll(verifyAtRest);
afterAll(disableStores);
