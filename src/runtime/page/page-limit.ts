import type { Front } from "../request/fronts.js";
import type { PageFile } from "./page-file.js";

/**
 * The bytes that a function's whole response may take behind a load balancer, which answers 502 beyond:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export const ALB_LIMIT = 1_048_576;

/** The same elsewhere; Lambda itself refuses more: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LAMBDA_LIMIT = 6 * 1_048_576;

// For the status, the headers and what JSON puts around them.
const RESERVE = 4_096;

/** What the front takes, in bytes. */
export const limitOf = (front: Front): number =>
  front === "alb" || front === "alb-multi" ? ALB_LIMIT : LAMBDA_LIMIT;

/** Whether a response with this page stays within the limit, in bytes. */
export const fits = ({ size }: PageFile, limit: number): boolean => size + RESERVE <= limit;
