// The plain script that the start of `jets maintenance:status` is measured against.
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";

const ssm = new SSMClient();
const { Parameters = [] } = await ssm.send(
  new GetParametersCommand({ Names: ["/jets/demo-dev/maintenance/web"] }),
);
console.log(Parameters[0]?.Value ?? "off");
ssm.destroy();
