import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsAccount } from '../../cli/start/aws-account';
import { runCdk, type CdkOptions, type CdkRun } from '../../cli/start/cdk';
import { startEmulator, type Emulator } from '../../cli/start/emulator-process';
import { INSTANCES_PARAMETER } from '../../cli/local-instances';
import { problems, readBack } from '../../cli/start/read-back';
import { recordedCalls, type RecordedCall } from '../../cli/start/recorded-calls';
import type { EnvironmentName } from '../synthesized';
import { STACKS, type StackId } from '../stack-ids';

/** Settings that are merged over those of an environment. */
export type Overlay = Readonly<Record<string, unknown>>;

/** Settings of a run of the CLI; the endpoint is that of the account unless another is given. */
type RunOptions = Omit<CdkOptions, 'environment'> & { readonly endpoint?: string };

/** An emulated account of its own, and the platform that the stock CDK CLI deploys into it. */
export class LocalPlatform {
  /** Clients of the account. */
  aws: AwsAccount;

  private constructor(
    readonly environment: EnvironmentName,
    private readonly folder: string,
    private emulator: Emulator,
  ) {
    this.aws = clientsOf(emulator);
  }

  /** Starts from a bootstrapped account. */
  static async open(environment: EnvironmentName): Promise<LocalPlatform> {
    const folder = mkdtempSync(join(tmpdir(), 'e2e-'));
    cpSync(process.env['ML_PLATFORM_BOOTSTRAPPED']!, stateFolder(folder), { recursive: true });
    const emulator = await startEmulator({ stateFolder: stateFolder(folder) });
    const platform = new LocalPlatform(environment, folder, emulator);
    // Tests act as its instances, so that `npm run train` does not refuse jobs.
    await platform.aws.ssm.putParameter({ Name: INSTANCES_PARAMETER, Type: 'String', Value: 'a test' });
    return platform;
  }

  get endpoint(): string {
    return this.emulator.endpoint;
  }

  close(): Promise<void> {
    return this.emulator.stop();
  }

  /** Stops the emulator and starts it again with its state. */
  async restart(): Promise<void> {
    await this.emulator.stop();
    this.emulator = await startEmulator({ stateFolder: stateFolder(this.folder) });
    this.aws = clientsOf(this.emulator);
  }

  stackName(id: StackId): string {
    return `ml-platform-${this.environment}-${id.toLowerCase()}`;
  }

  /** Writes the templates of the environment with an overlay, and returns their folder. */
  async synthesize(overlay: Overlay = {}): Promise<string> {
    const output = mkdtempSync(join(this.folder, 'templates-'));
    const file = join(output, 'overlay.json');
    writeFileSync(file, JSON.stringify(overlay));
    const settings = ['-c', `environment=${this.environment}`, '-c', `config=${file}`];
    await this.cdk(['synth', '--quiet', '--output', output, ...settings]);
    return output;
  }

  /** Deploys stacks from a folder of templates, all by default, and expects that it succeeds. */
  deploy(templates: string, ...args: string[]): Promise<string> {
    const which = args.length > 0 ? args : ['--all', '--concurrency', '3'];
    return this.cdk(['deploy', '--app', templates, ...which]);
  }

  /** Turns the termination protection of stacks off, all by default: the runbook, "Remove a stack". */
  async unprotect(...ids: StackId[]): Promise<void> {
    for (const id of ids.length > 0 ? ids : STACKS) {
      await this.aws.cloudFormation.updateTerminationProtection({
        StackName: this.stackName(id),
        EnableTerminationProtection: false,
      });
    }
  }

  /** Turns the protection of stacks off, all by default, deletes only them, and expects that it succeeds. */
  async destroy(templates: string, ...ids: StackId[]): Promise<string> {
    await this.unprotect(...ids);
    const which = ids.length > 0 ? [...ids, '--exclusively'] : ['--all'];
    return this.cdk(['destroy', '--app', templates, '--force', ...which]);
  }

  /** Runs the CLI, and expects that it succeeds. */
  async cdk(args: readonly string[], options: RunOptions = {}): Promise<string> {
    const { exitCode, output } = await this.tryCdk(args, options);
    if (exitCode !== 0) throw new Error(`cdk ${args.join(' ')} ended with exit code ${exitCode}:\n${output}`);
    return output;
  }

  /** Runs the CLI, whether it succeeds or not. */
  tryCdk(args: readonly string[], { endpoint, ...rest }: RunOptions = {}): Promise<CdkRun> {
    const environment = { ...this.emulator.environment, ...(endpoint && { AWS_ENDPOINT_URL: endpoint }) };
    return runCdk(args, { environment, ...rest });
  }

  /** Compares every resource of some stacks, all by default, with its template, and returns the differences. */
  async readBack(...ids: StackId[]): Promise<string[]> {
    const stacks = ids.length > 0 ? ids : STACKS;
    return problems(
      await readBack(
        this.aws,
        stacks.map((id) => this.stackName(id)),
      ),
    );
  }

  /** State of every existing stack. */
  async stackStates(): Promise<Record<string, string>> {
    const { Stacks = [] } = await this.aws.cloudFormation.describeStacks({});
    const own = Stacks.filter(({ StackName }) => StackName !== 'CDKToolkit');
    return Object.fromEntries(own.map(({ StackName, StackStatus }) => [StackName!, StackStatus!]));
  }

  /** Outputs of a stack by name. */
  async outputs(id: StackId): Promise<Record<string, string>> {
    const { Stacks } = await this.aws.cloudFormation.describeStacks({ StackName: this.stackName(id) });
    return Object.fromEntries(
      Stacks![0]!.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]),
    );
  }

  /** Physical ids by logical id, of resources of some types, all by default. */
  async physicalIds(id: StackId, ...types: string[]): Promise<Record<string, string>> {
    const { StackResources = [] } = await this.aws.cloudFormation.describeStackResources({
      StackName: this.stackName(id),
    });
    const wanted = StackResources.filter(
      ({ ResourceType }) => types.length === 0 || types.includes(ResourceType!),
    );
    return Object.fromEntries(wanted.map((each) => [each.LogicalResourceId!, each.PhysicalResourceId!]));
  }

  /** Physical id of the only resource of a type in a stack. */
  async only(id: StackId, type: string): Promise<string> {
    const found = Object.values(await this.physicalIds(id, type));
    if (found.length !== 1) throw new Error(`${id} has ${found.length} resources of type ${type}`);
    return found[0]!;
  }

  /** Logical ids of resources that a deleted stack left in the account. */
  async keptBy(stackId: string): Promise<string[]> {
    const { StackEvents = [] } = await this.aws.cloudFormation.describeStackEvents({ StackName: stackId });
    return StackEvents.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_SKIPPED').map(
      ({ LogicalResourceId }) => LogicalResourceId!,
    );
  }

  /** The calls of kubectl, helm and aws so far. */
  recordedCalls(): RecordedCall[] {
    return recordedCalls(this.emulator.record);
  }
}

function clientsOf({ endpoint, region }: Emulator): AwsAccount {
  return new AwsAccount(endpoint, region);
}

function stateFolder(folder: string): string {
  return join(folder, 'state');
}
