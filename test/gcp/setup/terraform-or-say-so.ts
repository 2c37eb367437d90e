import makeScratchFolder from '../../setup/scratch-folder';
import { terraformObstacle } from '../terraform-cli';

/** Says in one line what the run leaves out: Jest does not print the names of tests in a file that is skipped whole. */
export default function terraformOrSaySo(): void {
  makeScratchFolder();
  const obstacle = terraformObstacle();
  if (obstacle)
    process.stderr.write(`\nTests with Terraform are skipped, none of them passed: ${obstacle}.\n`);
}
