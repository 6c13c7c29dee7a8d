import { Command, CommanderError } from 'commander';
import { StartupError } from '../domain/failures.ts';
import { DatasetError } from '../eval/dataset.ts';
import { VERSION } from '../service.ts';
import { evalAgreeCommand } from './eval-agree.ts';
import { evalCalibrateCommand } from './eval-calibrate.ts';
import { evalCompareCommand } from './eval-compare.ts';
import { evalFairnessCommand } from './eval-fairness.ts';
import { evalFlipsCommand } from './eval-flips.ts';
import { evalGateCommand } from './eval-gate.ts';
import { evalHatecheckCommand } from './eval-hatecheck.ts';
import { evalLatencyCommand } from './eval-latency.ts';
import { evalPoolCommand } from './eval-pool.ts';
import { evalRedteamCommand } from './eval-redteam.ts';
import { evalRepliesCommand } from './eval-replies.ts';
import { evalReportCommand } from './eval-report.ts';
import { evalRunCommand } from './eval-run.ts';
import { evalSchemaCommand } from './eval-schema.ts';
import { evalSweepCommand } from './eval-sweep.ts';
import { evalValidateCommand } from './eval-validate.ts';

/** Exit codes: 0 done, 1 it failed, 2 the input or the usage was wrong, 100 a gate did not hold. */
const USAGE_STATUS = 2;

/** In the order of `--help`: measure, judge, choose, stress. */
const VERBS = [
  evalValidateCommand, evalRunCommand, evalReportCommand, evalSchemaCommand, evalPoolCommand,
  evalCompareCommand, evalFlipsCommand, evalGateCommand,
  evalSweepCommand, evalCalibrateCommand, evalAgreeCommand,
  evalRepliesCommand, evalHatecheckCommand, evalRedteamCommand, evalFairnessCommand, evalLatencyCommand,
];

const program = new Command('triage-eval').description('Offline evaluation: the pipeline that serves, over labelled messages. docs/evaluation.md shows each verb.').version(VERSION).showHelpAfterError().exitOverride();
for (const verb of VERBS) program.addCommand(verb().exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_STATUS;
  if (error instanceof DatasetError) {
    process.stderr.write(`${error.message}\n→ ${error.remedy}\n`);
    return USAGE_STATUS;
  }
  if (error instanceof StartupError) {
    process.stderr.write(`${error.message}\n→ ${error.remedy}\n`);
    return 1;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}
