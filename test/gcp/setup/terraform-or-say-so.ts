import makeScratchFolder from '../../setup/scratch-folder';
import { terraformObstacle } from '../terraform-cli';

/** Prints in one line which tests are skipped: Jest does not list them when it skips a whole file. */
export default function terraformOrSaySo(): void {
  makeScratchFolder();
  const obstacle = terraformObstacle();
  if (obstacle)
    process.stderr.write(`\nTests with Terraform are skipped, none of them passed: ${obstacle}.\n`);
}
