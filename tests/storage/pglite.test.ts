import { openTestDatabase } from '../support/database.ts';
import { storeContract } from '../contracts/store.ts';

storeContract(openTestDatabase);
