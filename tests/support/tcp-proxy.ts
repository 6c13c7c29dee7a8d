import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be lost and found again, without touching the server. */
export type TcpProxy = Readonly<{
  /** `url` with the proxy's host and port. */
  url: string;
  /** Breaks every connection; until `restore`, new ones are refused. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** Connections of now stay open, but nothing that the server says arrives any more, ever; later ones work. */
  silence(): void;
  close(): Promise<void>;
}>;

/** Opens a proxy on a free port of the loopback address in front of the server of `url`. */
export async function openTcpProxy(url: string): Promise<TcpProxy> {
  const target = new URL(url);
  const pairs = new Set<readonly [Socket, Socket]>();
  const accept = (near: Socket): void => {
    const far = connect(Number(target.port), target.hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    near.pipe(far);
    far.pipe(near);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
        pairs.delete(pair);
      });
    }
  };
  let server = await listen(accept, 0);
  const { port } = server.address() as AddressInfo;
  const cut = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const [near, far] of pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
    await closed;
  };
  const through = new URL(url);
  through.host = `127.0.0.1:${port}`;
  return {
    url: through.href,
    cut,
    restore: async () => {
      server = await listen(accept, port);
    },
    silence: () => {
      for (const [near, far] of pairs) {
        far.unpipe(near);
        far.resume();
      }
    },
    close: async () => {
      if (server.listening) await cut();
    },
  };
}

async function listen(accept: (socket: Socket) => void, port: number): Promise<Server> {
  const server = createServer(accept).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
