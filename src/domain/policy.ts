import { z } from 'zod';
import { ABUSE_CATEGORIES, ACTIONS, INTENTS, LEAD_TIERS, PRIORITIES, SENTIMENTS, SPAM_KINDS, URGENCIES } from './labels.ts';

// (the policy room completes this: see PolicySchema and CompiledPolicy)
export const PolicySchema = z.object({ id: z.string(), version: z.number().int() });
export type Policy = Readonly<z.infer<typeof PolicySchema>>;
export type CompiledPolicy = Readonly<{ policy: Policy }>;
void [ABUSE_CATEGORIES, ACTIONS, INTENTS, LEAD_TIERS, PRIORITIES, SENTIMENTS, SPAM_KINDS, URGENCIES];
