import { afterAll } from "vitest";
import { verifyAtRest } from "./virtual-clock.js";

afterAll(verifyAtRest);
