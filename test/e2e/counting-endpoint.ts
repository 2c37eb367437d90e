import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forward } from './forward';

/** A proxy between a client and an account that counts the calls, and acts at one of them. */
export class CountingEndpoint {
  /** Calls so far. */
  calls = 0;
  private point: { readonly at: number; readonly before: boolean; readonly act: () => void } | undefined;
  private readonly server: Server;

  private constructor(target: string) {
    this.server = createServer((request, response) => {
      this.calls += 1;
      const point = this.calls === this.point?.at ? this.point : undefined;
      if (point?.before) return point.act();
      // The answer of the account is kept from the client.
      forward(request, response, target, point?.act);
    });
  }

  static async listen(target: string): Promise<CountingEndpoint> {
    const endpoint = new CountingEndpoint(target);
    await new Promise<void>((resolve) => endpoint.server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Counts from 0 again, and acts at a call before or after the account has handled it. The client gets no answer. */
  actAt(at: number, before: boolean, act: () => void): void {
    this.calls = 0;
    this.point = { at, before, act };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
