import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Node, SourceFile } from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export type Source = Readonly<{
  /** Path below `src/`. */
  path: string;
  text: string;
  tree: SourceFile;
}>;

/** Every TypeScript file of `src/`, parsed by the compiler that checks it. */
export function readSources(): readonly Source[] {
  const api = new API({ cwd: ROOT });
  try {
    const [project] = api.updateSnapshot({ openProject: `${ROOT}tsconfig.json` }).getProjects();
    return pathsBelow('src', /\.ts$/).map((path) => {
      const tree = project?.program.getSourceFile(`${ROOT}${path}`);
      if (tree === undefined) throw new Error(`${path} is not part of tsconfig.json`);
      return { path: path.slice('src/'.length), text: readFileSync(`${ROOT}${path}`, 'utf8'), tree };
    });
  } finally {
    api.close();
  }
}

/** Paths below the root of every file in a folder whose path fits, sorted; none when the folder is not there. */
export function pathsBelow(folder: string, fitting: RegExp): readonly string[] {
  try {
    return readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`).filter((path) => fitting.test(path)).sort();
  } catch {
    return [];
  }
}

/** Every node of a tree, parents before children. */
export function nodesOf(tree: Node): readonly Node[] {
  const nodes: Node[] = [tree];
  for (let index = 0; index < nodes.length; index += 1) nodes[index]?.forEachChild((child) => void nodes.push(child));
  return nodes;
}
