import { outageContract } from '../contracts/outage.ts';
import { serveTestDatabase } from '../support/database.ts';

outageContract(serveTestDatabase);
