import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forward } from './forward';

/** A proxy between a client and an account that answers some calls with an error, as AWS does under load. */
export class UnreliableEndpoint {
  /** Calls that were throttled. */
  throttled = 0;
  /** Calls that failed with an error of the service. */
  failed = 0;
  private calls = 0;
  private readonly server: Server;

  private constructor(target: string, share: number) {
    const every = Math.round(1 / share);
    this.server = createServer((request, response) => {
      // Counted and not random, so that a run can be repeated.
      this.calls++;
      if (this.calls % every !== 0) return forward(request, response, target);
      const throttle = (this.calls / every) % 2 === 0;
      if (throttle) this.throttled++;
      else this.failed++;
      refuse(request, response, throttle);
    });
  }

  /** @param share - Part of the calls that fail, half of them by throttling. */
  static async listen(target: string, share: number): Promise<UnreliableEndpoint> {
    const endpoint = new UnreliableEndpoint(target, share);
    await new Promise<void>((resolve) => endpoint.server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** An error in the protocol of the client, which would not retry otherwise. */
function refuse(request: IncomingMessage, response: ServerResponse, throttle: boolean): void {
  const { authorization = '', 'content-type': contentType = '' } = request.headers;
  const code = throttle ? 'ThrottlingException' : 'ServiceUnavailable';
  const message = 'Injected by a test';
  const xml = (name: string) => `<Error><Code>${name}</Code><Message>${message}</Message></Error>`;
  request.resume();
  if (authorization.includes('/s3/aws4_request')) {
    response.writeHead(503, { 'content-type': 'application/xml' }).end(xml('SlowDown'));
  } else if (contentType.includes('x-www-form-urlencoded')) {
    response.writeHead(throttle ? 400 : 503, { 'content-type': 'text/xml' });
    response.end(`<ErrorResponse>${xml(code)}</ErrorResponse>`);
  } else {
    response.writeHead(throttle ? 400 : 503, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: code, message }));
  }
}
