import { Command } from 'commander';
import { metricsJsonSchema } from '../eval/run/metrics.ts';

/** `triage-eval schema`: the JSON schema of metrics.json, as docs/schemas/metrics.schema.json holds it. */
export const evalSchemaCommand = (): Command =>
  new Command('schema').description('Print the JSON schema of metrics.json.').action(() => {
    process.stdout.write(metricsJsonSchema());
  });
