import { fileURLToPath } from 'node:url';

/** The project's own datasets. */
export const DATASETS = fileURLToPath(new URL('../../../datasets', import.meta.url));
