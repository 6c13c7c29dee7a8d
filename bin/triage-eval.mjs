#!/usr/bin/env node
import { onNode24 } from './on-node-24.mjs';

await onNode24(import.meta.url, new URL('../src/cli/eval-main.ts', import.meta.url).href);
