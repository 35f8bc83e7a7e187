#!/usr/bin/env node
// The SDK would print its Node 20 notice between our own lines on stderr.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
await import("../dist/main.js");
