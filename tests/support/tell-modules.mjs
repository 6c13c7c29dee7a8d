// Loaded before a command by NODE_OPTIONS=--import: at its end says on standard error which files of packages and sources it loaded.
import { registerHooks } from 'node:module';

const loaded = new Set();
registerHooks({
  load: (url, context, next) => {
    loaded.add(url.replace(/^.*\/(?=node_modules\/|src\/)/, ''));
    return next(url, context);
  },
});
process.on('exit', () => process.stderr.write(`modules: ${[...loaded].join(' ')}\n`));
