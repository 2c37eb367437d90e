import { chartsObstacle } from '../charts/folder';
import makeScratchFolder from '../../setup/scratch-folder';
import { assetsObstacle } from '../control-plane/assets';

/** Prints in one line which tests are skipped: Jest does not list them when it skips a whole file. */
export default function kubernetesOrSaySo(): void {
  makeScratchFolder();
  const obstacle = assetsObstacle();
  if (obstacle)
    process.stderr.write(`\nTests with a control plane are skipped, none of them passed: ${obstacle}.\n`);
  const noCharts = chartsObstacle();
  if (noCharts)
    process.stderr.write(`\nTests with rendered charts are skipped, none of them passed: ${noCharts}.\n`);
}
