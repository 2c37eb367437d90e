import makeScratchFolder from './scratch-folder';
import { installShellcheck } from './shellcheck/install';

/** Prepares a run of the unit tests. */
export default function prepareUnitTests(): void {
  makeScratchFolder();
  installShellcheck();
}
