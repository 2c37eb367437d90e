import type { PlatformOptions } from './platform-options';
import { quote } from './quote';

/** The program as users type it. */
export const PROGRAM = 'npm run train --';

/** Verbs with a job as argument. */
export type JobVerb = 'resume' | 'follow' | 'interrupt' | 'stop';

/** Commands in messages, with the options that name the platform: without them they would act on another one. */
export class Commands {
  /** For example ` --environment dev`, or empty. */
  private readonly selection: string;

  constructor(private readonly platform: PlatformOptions) {
    this.selection = this.options((name, value) => `--${name} ${value}`);
  }

  /** A command on a job. */
  of(verb: JobVerb, job: string): string {
    return `${PROGRAM} ${verb} ${job}${this.selection}`;
  }

  start(fleet: string): string {
    return `${PROGRAM} start --fleet ${quote(fleet)}${this.selection}`;
  }

  list(): string {
    return `${PROGRAM} list${this.selection}`;
  }

  /** The command that deploys the Training stack of the platform. */
  deploy(): string {
    const given = this.platform.environment ? this.platform : { ...this.platform, environment: 'production' };
    return `npx cdk deploy Training${new Commands(given).options((name, value) => `-c ${name}=${value}`)}`;
  }

  private options(option: (name: string, value: string) => string): string {
    return (['environment', 'config', 'region'] as const)
      .map((name) => [name, this.platform[name]] as const)
      .map(([name, value]) => (value === undefined ? '' : ` ${option(name, quote(value))}`))
      .join('');
  }
}
