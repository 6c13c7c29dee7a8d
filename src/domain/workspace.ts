import type { BrandCard } from './draft.ts';
import type { CompiledPolicy } from './policy.ts';

/** Everything a message is judged by that belongs to one tenant. Loaded by `service.ts`, cached, handed to `triage()`. */
export type WorkspaceContext = Readonly<{
  tenantId: string;
  name: string;
  /** Message text is kept with the decision only when true. */
  storeText: boolean;
  policy: CompiledPolicy;
  brand: BrandCard;
}>;
