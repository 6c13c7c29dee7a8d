import { openServed, serveTestDatabase } from '../support/database.ts';
import { storeContract } from '../contracts/store.ts';

storeContract(async () => openServed(await serveTestDatabase()));
