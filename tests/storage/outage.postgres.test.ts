import { outageContract } from '../contracts/outage.ts';
import { createServerDatabase } from '../support/database.ts';

outageContract(createServerDatabase);
