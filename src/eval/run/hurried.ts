import { z } from 'zod';

const DegradedSchema = z.object({ degraded: z.array(z.object({ stage: z.string(), reason: z.string() })).default([]) });
/** Reasons that lie in how busy the machine is, not in what is installed on it. */
const HURRIED: ReadonlySet<string> = new Set(['timeout', 'overloaded']);

/** Whether the encoder did not come round to a message in time: its answer is the linear tier's alone, and on an idle machine would have been another. */
export const isHurried = (body: object): boolean => DegradedSchema.safeParse(body).data?.degraded.some(({ stage, reason }) => stage === 'encoder' && HURRIED.has(reason)) === true;
