import { Duration } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { ModelServiceConfig } from '../config';

/** Lets Application Auto Scaling change the number of tasks of a service. */
export function scaleService(service: ecs.BaseService, scaling: ModelServiceConfig['scaling']): void {
  service
    .autoScaleTaskCount({ minCapacity: scaling.min, maxCapacity: scaling.max })
    .scaleOnCpuUtilization('Cpu', {
      policyName: 'inference-scale-up',
      targetUtilizationPercent: scaling.cpuTargetPercent,
      scaleInCooldown: Duration.seconds(scaling.scaleInCooldownSeconds),
      scaleOutCooldown: Duration.seconds(scaling.scaleOutCooldownSeconds),
    });
}
