import type { Construct } from 'constructs';
import { DCGM_EXPORTER_RELEASE } from '../../catalog/add-ons';
import { PLATFORM_SOURCES } from '../../catalog/registries';
import { mirroredChart, mirroredImage } from '../../config/registries';
import type { ChartProps } from './chart';
import { GPU_LABEL, gpuTolerations } from './gpu-tolerations';

/**
 * NVIDIA's exporter of GPU metrics for a Prometheus of the user, which finds its pods by the usual annotations. It runs on
 * every GPU node, whatever its taints.
 *
 * Source: https://github.com/NVIDIA/dcgm-exporter/tree/4.5.3-4.8.2/deployment
 *
 * @returns What is installed.
 */
export function installDcgmExporter({ cluster, config, registries }: ChartProps): Construct {
  return cluster.addHelmChart('DcgmExporter', {
    ...mirroredChart(PLATFORM_SOURCES.dcgmExporterCharts, 'dcgm-exporter', registries),
    release: 'dcgm-exporter',
    version: DCGM_EXPORTER_RELEASE.chartVersion,
    namespace: 'kube-system',
    values: {
      image: {
        repository: mirroredImage(PLATFORM_SOURCES.dcgmExporterImage, registries),
        tag: DCGM_EXPORTER_RELEASE.imageTag,
      },
      // A cluster without the Prometheus operator does not know this kind, and the chart would fail.
      serviceMonitor: { enabled: false },
      podAnnotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9400' },
      nodeSelector: { [GPU_LABEL]: 'true' },
      tolerations: gpuTolerations(Object.values(config.nodeGroups)),
    },
  });
}
