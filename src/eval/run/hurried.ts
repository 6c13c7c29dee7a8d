import { z } from 'zod';

const DegradedSchema = z.object({ degraded: z.array(z.object({ stage: z.string(), reason: z.string() })).default([]) });
/** Reasons that lie in how busy the machine is, not in what is installed on it. */
const HURRIED: ReadonlySet<string> = new Set(['timeout', 'overloaded']);

/** Whether any part of an answer was not ready in time, the encoder's or a classifier's: it may be when the message is asked again. */
export const isLate = (body: object): boolean => DegradedSchema.safeParse(body).data?.degraded.some(({ reason }) => HURRIED.has(reason)) === true;

/** Whether the encoder did not come round to a message in time: its answer is the linear tier's alone, and on an idle machine would have been another. */
export const isHurried = (body: object): boolean => DegradedSchema.safeParse(body).data?.degraded.some(({ stage, reason }) => stage === 'encoder' && HURRIED.has(reason)) === true;
