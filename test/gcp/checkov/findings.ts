import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A finding of checkov about a resource. */
export interface Finding {
  /** The scanned document. */
  readonly document: string;
  readonly check: string;
  readonly name: string;
  /** Address of the resource, such as `google_compute_disk.training_data`. */
  readonly resource: string;
}

/** The findings, and the number of checks that passed: zero would mean that nothing was read. */
export interface Scan {
  readonly findings: readonly Finding[];
  readonly passed: number;
}

interface Record {
  readonly check_id: string;
  readonly check_name: string;
  readonly file_path: string;
  readonly file_line_range: readonly [number, number];
}

interface Report {
  readonly results: {
    readonly passed_checks: readonly Record[];
    readonly failed_checks: readonly Record[];
    readonly parsing_errors: readonly string[];
  };
}

/**
 * Scans Terraform documents.
 *
 * checkov reads .tf.json with `terraform_json` only: as `terraform` it skips such files without a message. On a `terraform`
 * block it skips the rest of the file, and no check reads such blocks.
 */
export function scan(checkov: string, documents: Readonly<{ [name: string]: string }>): Scan {
  const folder = mkdtempSync(join(tmpdir(), 'gcp-checkov-'));
  try {
    const lines = new Map<string, string[]>();
    for (const [name, document] of Object.entries(documents)) {
      const text = JSON.stringify({ ...JSON.parse(document), terraform: undefined }, null, 2);
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'main.tf.json'), text);
      lines.set(name, text.split('\n'));
    }
    const args = [
      '--framework',
      'terraform_json',
      '--skip-download',
      '--compact',
      '--directory',
      folder,
      '--output',
      'json',
    ];
    const { error, stdout, stderr } = spawnSync(checkov, args, {
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    if (error) throw error;
    if (!stdout.startsWith('{')) throw new Error(`checkov says no JSON: ${stdout.slice(0, 500)}${stderr}`);
    const { results } = JSON.parse(stdout) as Report;
    if (results.parsing_errors.length > 0)
      throw new Error(`checkov cannot read ${results.parsing_errors.join(', ')}`);
    const findings = results.failed_checks.map(
      ({ check_id: check, check_name: name, file_path, file_line_range: [line] }): Finding => {
        const document = file_path.split('/')[1]!;
        return { document, check, name, resource: addressAt(lines.get(document)!, line) };
      },
    );
    return { findings, passed: results.passed_checks.length };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The block around a line. Most checks report its name without its type. */
function addressAt(lines: readonly string[], line: number): string {
  const before = lines.slice(0, line);
  const key = (indent: number) => {
    const pattern = new RegExp(`^ {${indent}}"([^"]+)": \\{`);
    return before.findLast((text) => pattern.test(text))?.match(pattern)?.[1];
  };
  return `${key(4)}.${key(6)}`;
}
