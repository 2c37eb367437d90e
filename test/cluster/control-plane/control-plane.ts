import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { assets } from './assets';

/** What the API server answers. */
export interface Answer {
  readonly status: number;
  readonly body: any;
  /** Headers `Warning`. */
  readonly warnings: readonly string[];
}

/** An object as a manifest has it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

const TOKEN = 'test';
/** The admission controllers of EKS that decide where a pod runs and are off by default. */
const ADMISSION = 'ExtendedResourceToleration';

/** A real API server and scheduler on loopback. There is no kubelet, so nothing runs, and no controller. */
export class ControlPlane {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ml-platform-control-plane-'));
  /** In the order of their start. */
  private readonly processes: ChildProcess[] = [];
  private port = 0;

  /** Starts etcd, the API server and the scheduler, and waits until they answer. */
  async start(): Promise<void> {
    const [client, peer, api] = await Promise.all([freePort(), freePort(), freePort()]);
    this.port = api;
    const at = (port: number) => `http://127.0.0.1:${port}`;
    this.run('etcd', [
      `--data-dir=${join(this.folder, 'etcd')}`,
      `--listen-client-urls=${at(client)}`,
      `--advertise-client-urls=${at(client)}`,
      `--listen-peer-urls=${at(peer)}`,
      `--initial-advertise-peer-urls=${at(peer)}`,
      `--initial-cluster=default=${at(peer)}`,
    ]);
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.write('sa.pub', publicKey.export({ type: 'spki', format: 'pem' }));
    this.write('sa.key', privateKey.export({ type: 'pkcs8', format: 'pem' }));
    this.write('tokens.csv', `${TOKEN},admin,admin,"system:masters"`);
    this.run('kube-apiserver', [
      `--etcd-servers=${at(client)}`,
      `--secure-port=${api}`,
      '--bind-address=127.0.0.1',
      `--cert-dir=${join(this.folder, 'certificates')}`,
      `--token-auth-file=${join(this.folder, 'tokens.csv')}`,
      `--service-account-key-file=${join(this.folder, 'sa.pub')}`,
      `--service-account-signing-key-file=${join(this.folder, 'sa.key')}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      '--service-cluster-ip-range=10.96.0.0/16',
      '--authorization-mode=RBAC',
      `--enable-admission-plugins=${ADMISSION}`,
      '--disable-admission-plugins=ServiceAccount',
      '--allow-privileged=true',
    ]);
    await this.until('the namespaces', async () => {
      const names = await Promise.all(
        ['default', 'kube-system'].map((name) => this.get(`/api/v1/namespaces/${name}`)),
      );
      return names.every(({ status }) => status === 200);
    });
    const kubeconfig = this.write(
      'kubeconfig',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          { name: 'test', cluster: { server: `https://127.0.0.1:${api}`, 'insecure-skip-tls-verify': true } },
        ],
        users: [{ name: 'test', user: { token: TOKEN } }],
        contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
        'current-context': 'test',
      }),
    );
    this.run('kube-scheduler', [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0']);
  }

  /** Ends the programs, the API server before etcd. */
  async stop(): Promise<void> {
    for (const each of this.processes.toReversed()) {
      if (each.exitCode !== null) continue;
      const ended = new Promise((resolve) => each.once('exit', resolve));
      each.kill('SIGTERM');
      const late = setTimeout(() => each.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    }
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  /** Creates an object. Unknown and repeated fields are errors. */
  create(path: string, object: object): Promise<Answer> {
    return this.send('POST', `${path}?fieldValidation=Strict`, object);
  }

  /**
   * Applies an object on the side of the server. Unknown and repeated fields are errors.
   *
   * @returns undefined if the API server does not know the kind.
   */
  async apply(object: KubernetesObject, defaultNamespace: string): Promise<Answer | undefined> {
    const { apiVersion, kind, metadata } = object;
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { body } = await this.get(root);
    const resource = (body.resources ?? []).find(
      (each: { kind: string; name: string }) => each.kind === kind && !each.name.includes('/'),
    );
    if (resource === undefined) return undefined;
    const place = resource.namespaced ? `/namespaces/${metadata.namespace ?? defaultNamespace}` : '';
    const path = `${root}${place}/${resource.name}/${encodeURIComponent(metadata.name)}`;
    const query = 'fieldManager=test&force=true&fieldValidation=Strict';
    return this.send('PATCH', `${path}?${query}`, object, 'application/apply-patch+yaml');
  }

  merge(path: string, object: object): Promise<Answer> {
    return this.send('PATCH', path, object, 'application/merge-patch+json');
  }

  /** Deletes an object without the grace period that a kubelet would keep. */
  delete(path: string): Promise<Answer> {
    return this.send('DELETE', `${path}?gracePeriodSeconds=0`);
  }

  /** Polls until something is true. */
  async until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (await isTrue().catch(() => false)) return;
      await wait(50);
    }
    throw new Error(`${what} did not come; the logs are in ${this.folder}`);
  }

  private send(method: string, path: string, body?: object, type = 'application/json'): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: this.port,
          method,
          path,
          // A certificate that the API server made for itself, on loopback.
          rejectUnauthorized: false,
          headers: { authorization: `Bearer ${TOKEN}`, 'content-type': type },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => {
            const received = Buffer.concat(parts).toString();
            const warning = answer.headers['warning'];
            resolve({
              status: answer.statusCode ?? 0,
              body: received.startsWith('{') ? JSON.parse(received) : received,
              warnings: warning ? [warning].flat() : [],
            });
          });
        },
      );
      sent.on('error', reject);
      sent.end(text);
    });
  }

  private run(name: string, args: readonly string[]): void {
    const log = openSync(join(this.folder, `${name}.log`), 'w');
    this.processes.push(spawn(join(assets, name), args, { stdio: ['ignore', log, log] }));
  }

  private write(name: string, text: string | Buffer): string {
    const file = join(this.folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
