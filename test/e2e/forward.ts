import { request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

/**
 * Passes a call on to an account, and its answer back. A broken connection on one side breaks the other.
 *
 * @param answered - Is called once the account has answered. The answer is kept from the client.
 * @default passes the answer back
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  answered?: () => void,
): void {
  const { method, headers, url } = request;
  const forwarded = send(new URL(url!, target), { method, headers }, (answer) => {
    if (answered) {
      answer.resume();
      answer.once('end', answered);
      return;
    }
    response.writeHead(answer.statusCode!, answer.headers);
    pipeline(answer, response, () => {});
  });
  forwarded.on('error', () => response.destroy());
  pipeline(request, forwarded, () => {});
}
