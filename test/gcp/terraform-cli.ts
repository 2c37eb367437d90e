import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type Body = Record<string, any>;

/** A problem that Terraform reports. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
}

/** The result of one `run` block, or of the file as a whole. */
export interface RunOutcome {
  readonly file: string;
  readonly run: string;
  readonly status: 'pass' | 'fail' | 'error' | 'skip' | 'pending';
}

/** The output of `terraform test`. */
export interface TestOutcome {
  readonly runs: readonly RunOutcome[];
  /** Messages of failed assertions, and errors. */
  readonly errors: readonly Diagnostic[];
}

/**
 * Why Terraform cannot run here with the Google provider, if so.
 *
 * The file of TF_CLI_CONFIG_FILE has the path of the provider (dev_overrides), so that no init and no registry is needed.
 */
export function terraformObstacle(): string | undefined {
  const file = process.env['TF_CLI_CONFIG_FILE'];
  if (!file) return 'TF_CLI_CONFIG_FILE is not set';
  if (!existsSync(file)) return 'the file of TF_CLI_CONFIG_FILE does not exist';
  if (!readFileSync(file, 'utf8').includes('hashicorp/google'))
    return 'TF_CLI_CONFIG_FILE names no google provider';
  return spawnSync('terraform', ['version']).error ? 'terraform is not installed' : undefined;
}

/** A folder with some files, which is removed after its use. */
export async function inFolder<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'gcp-terraform-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs Terraform in a folder and returns its output. */
export function terraform(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return new Promise<string>((resolve, reject) => {
    const child = spawn('terraform', [`-chdir=${folder}`, ...args], {
      // The schema of the provider is large, and garbage collection takes half of the time.
      env: { GOGC: '800', ...process.env, ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    // It exits with an error when a check fails, and its output has the details.
    child.on('close', () =>
      stdout ? resolve(stdout) : reject(new Error(`terraform ${args.join(' ')}: ${stderr}`)),
    );
  });
}

/** The errors that `terraform validate` finds in a document. */
export async function validationErrors(document: string): Promise<readonly Diagnostic[]> {
  const output = await inFolder({ 'main.tf.json': document }, (folder) =>
    terraform(folder, ['validate', '-json']),
  );
  const { diagnostics } = JSON.parse(output) as { diagnostics: Diagnostic[] };
  return diagnostics.filter(({ severity }) => severity === 'error');
}

/** A file of test/gcp/terraform, without `.tftest.hcl`. */
export type TestFile =
  | 'apply'
  | 'apply-every-option'
  | 'cluster'
  | 'computed'
  | 'dev'
  | 'encryption'
  | 'every-option'
  | 'fleets'
  | 'lesson'
  | 'platform'
  | 'production';

const folderOfTests = join(__dirname, 'terraform');
const mocks = 'mocks/google.tfmock.hcl';

/** Variables that Terraform would prompt for; ignored by a document without them. */
const answers = {
  TF_VAR_aws_account_id: '111122223333',
  TF_VAR_aws_datasets_bucket: 'datasets-on-aws',
  TF_VAR_aws_models_bucket: 'models-on-aws',
};

/** Runs files of test/gcp/terraform against a document, as `terraform test` does. */
export async function terraformTest(document: string, files: readonly TestFile[]): Promise<TestOutcome> {
  const read = (name: string) => [name, readFileSync(join(folderOfTests, name), 'utf8')] as const;
  const tests = Object.fromEntries([mocks, ...files.map((file) => `${file}.tftest.hcl`)].map(read));
  const output = await inFolder(
    { ...tests, 'main.tf.json': document, 'test_override.tf.json': overrideForTests(document) },
    (folder) =>
      // Without a mock, the provider does not check the token until it calls Google, which a plan does not.
      terraform(folder, ['test', '-json'], { ...answers, GOOGLE_OAUTH_ACCESS_TOKEN: 'none' }),
  );
  const lines = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Body);
  return {
    runs: lines.flatMap(({ test_run: run }): RunOutcome[] =>
      run && run.progress === 'complete' ? [{ file: run.path, run: run.run, status: run.status }] : [],
    ),
    errors: lines.flatMap(({ diagnostic }) =>
      (diagnostic as Diagnostic | undefined)?.severity === 'error' ? [diagnostic as Diagnostic] : [],
    ),
  };
}

/** Removes what a test cannot have: a backend, and protection of the resources that it destroys at its end. */
function overrideForTests(document: string): string {
  const { resource = {} } = JSON.parse(document) as Record<string, Record<string, Body>>;
  const lifted: Record<string, Body> = {};
  for (const [type, blocks] of Object.entries(resource)) {
    for (const [name, { lifecycle }] of Object.entries<Body>(blocks)) {
      if (!lifecycle?.prevent_destroy) continue;
      (lifted[type] ??= {})[name] = { lifecycle: { prevent_destroy: false } };
    }
  }
  return JSON.stringify({
    terraform: { backend: { local: {} } },
    ...(Object.keys(lifted).length > 0 && { resource: lifted }),
  });
}
